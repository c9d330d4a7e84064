/// The JSON Schema of `results.json`, written beside it.
enum EvidenceSchema {
  static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "swift-meter evidence, results.json",
      "type": "object",
      "additionalProperties": false,
      "required": ["format", "title", "disclaimer", "mode", "startedAt", "tester", "witness", "subject", "settings", "cases"],
      "properties": {
        "format": {"const": "swift-meter-evidence/1"},
        "title": {"type": "string"}, "disclaimer": {"type": "string"}, "mode": {"type": "string"},
        "startedAt": {"type": "string", "format": "date-time"},
        "tester": {"type": "string"}, "witness": {"type": "string"},
        "subject": {"type": "object", "additionalProperties": {"type": "string"}},
        "settings": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "signatories": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}},
        "notFitted": {"type": "array", "items": {"type": "string"}},
        "cases": {"type": "array", "minItems": 1, "items": {
          "type": "object",
          "additionalProperties": false,
          "required": ["id", "title", "origin", "purpose", "steps", "checks", "tables", "series", "rawFiles"],
          "properties": {
            "id": {"type": "string", "pattern": "^[A-Za-z0-9._+-]+$"},
            "title": {"type": "string"}, "origin": {"type": "string"}, "purpose": {"type": "string"},
            "injectedFault": {"type": "string"},
            "steps": {"type": "array", "items": {"type": "string"}},
            "rawFiles": {"type": "array", "items": {"type": "string"}},
            "checks": {"type": "array", "items": {
              "type": "object", "additionalProperties": false,
              "required": ["name", "expected", "found", "limit", "isPassed"],
              "properties": {"name": {"type": "string"}, "expected": {"type": "string"}, "found": {"type": "string"},
                "limit": {"type": "string"}, "isPassed": {"type": "boolean"},
                "verdict": {"enum": ["pass", "warn", "not proven", "not run", "fail"]},
                "rule": {"type": "string"}, "source": {"type": "string"},
                "status": {"enum": ["verified", "derived", "advisory", "unknown"]}}}},
            "tables": {"type": "array", "items": {
              "type": "object", "additionalProperties": false, "required": ["title", "columns", "rows"],
              "properties": {"title": {"type": "string"}, "columns": {"type": "array", "items": {"type": "string"}},
                "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}}}},
            "series": {"type": "array", "items": {
              "type": "object", "additionalProperties": false, "required": ["name", "unit", "isStepped", "x", "y"],
              "properties": {"name": {"type": "string"}, "unit": {"type": "string"}, "isStepped": {"type": "boolean"},
                "x": {"type": "array", "items": {"type": "number"}}, "y": {"type": "array", "items": {"type": "number"}},
                "plot": {"type": "string"}, "xTitle": {"type": "string"}, "isLogarithmic": {"type": "boolean"},
                "uncertainty": {"type": "array", "items": {"type": "number", "minimum": 0}},
                "role": {"enum": ["measured", "limit"]}}}}
          }}}
      }
    }

    """
}
