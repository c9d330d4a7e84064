/// Amounts for every register a meter can have, before it is known which of them it has.
struct RegisterAmounts: Sendable, BitwiseCopyable {
  static var capacity: Int { 72 }
  private var amounts = InlineArray<72, FineEnergy>(repeating: .zero)

  subscript(place: Int) -> FineEnergy {
    get { amounts[place] }
    set { amounts[place] = newValue }
  }
}
