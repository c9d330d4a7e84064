"""Reads the whole load profile of a simulated meter with a foreign client, once: clients.py CLIENT PORT [hdlc INFO WINDOW].

Prints one JSON object: rows, seconds from before the connection to after its end, this process's CPU seconds.
"""
import contextlib
import io
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Tests/Interop"))
LOGGER = "1.0.99.1.0.255"


def read_pydlms(port, hdlc):
    from pydlms.association import Mechanism
    from pydlms.client import DlmsClient
    from pydlms.hdlc.connection import HdlcParameters
    options = {}
    if hdlc:
        options = {"hdlc": True, "hdlc_parameters": HdlcParameters(
            max_info_tx=hdlc[0], max_info_rx=hdlc[0], window_tx=hdlc[1], window_rx=hdlc[1])}
    with DlmsClient.tcp("127.0.0.1", port, client_sap=17, mechanism=Mechanism.LLS, password="level1",
                        max_receive_pdu_size=65535, **options) as client:
        return len(client.read_profile(LOGGER).rows)


def read_gurux(port, hdlc):
    from gurux_dlms.enums import InterfaceType
    from gurux_dlms.objects import GXDLMSProfileGeneric
    from test_gurux import Reader


    if hdlc:
        import gurux_dlms.secure.GXDLMSSecureClient  # noqa: F401
        from gurux_dlms import GXDLMSClient
        made = GXDLMSClient.__init__

        def init(self, *arguments, **options):
            made(self, *arguments, **options)
            limits = self.settings.hdlc if hasattr(self.settings, "hdlc") else self.limits
            limits.maxInfoTX = limits.maxInfoRX = hdlc[0]
            limits.windowSizeTX = limits.windowSizeRX = hdlc[1]

        GXDLMSClient.__init__ = init
    reader = Reader(port, InterfaceType.HDLC if hdlc else InterfaceType.WRAPPER, size=65535)
    item = GXDLMSProfileGeneric(LOGGER)
    reader.read(item, 3)
    rows = len(reader.profile(item))
    if hdlc:
        reader.transfer(reader.client.disconnectRequest())
    reader.close()
    return rows


def read_cosem(port, hdlc):
    from dlms_cosem import enumerations
    from dlms_cosem.clients.dlms_client import DlmsClient
    from test_dlms_cosem import attribute, parse
    assert not hdlc, "no HDLC without patches"
    client = DlmsClient.with_tcp_transport(
        host="127.0.0.1", port=port, client_logical_address=17, server_logical_address=1,
        authentication_method=enumerations.AuthenticationMechanism.LLS, password=b"level1", max_pdu_size=65535)
    with client.session() as c:
        return len(parse(c.get(attribute(7, LOGGER, 2))))


def main():
    name, port = sys.argv[1], int(sys.argv[2])
    hdlc = (int(sys.argv[4]), int(sys.argv[5])) if len(sys.argv) > 4 else None
    client = {"pydlms": read_pydlms, "gurux": read_gurux, "dlms-cosem": read_cosem}[name]
    # Libraries are loaded before the watch starts.
    import socket  # noqa: F401
    if name == "pydlms":
        import pydlms.client  # noqa: F401
    elif name == "gurux":
        import test_gurux  # noqa: F401
    else:
        import test_dlms_cosem  # noqa: F401
    best = None
    for _ in range(int(sys.argv[3]) if len(sys.argv) == 4 else 1):
        start, cpu = time.perf_counter(), time.process_time()
        # Some print every APDU.
        with contextlib.redirect_stdout(io.StringIO()):
            rows = client(port, hdlc)
        run = {"rows": rows, "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
        print(json.dumps(run), flush=True)


if __name__ == "__main__":
    main()
