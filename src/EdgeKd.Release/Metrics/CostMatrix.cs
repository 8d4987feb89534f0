namespace EdgeKd.Release;

/// <summary>What it costs to answer one class where another is true: 0 for a right answer, 1 for a wrong one unless the policy says
/// otherwise.</summary>
internal sealed class CostMatrix
{
    private readonly Dictionary<(int Label, int Answer), double> _costs = [];

    /// <summary>Reads the policy's costs; where several name the same pair, one that names both classes goes before one that names
    /// one, and the later before the earlier.</summary>
    /// <param name="costs">The costs.</param>
    /// <param name="names">The classes' names, in the order of the logits.</param>
    /// <exception cref="InvalidDataException">A class is unknown.</exception>
    public CostMatrix(IReadOnlyList<ClassCost> costs, IReadOnlyList<string> names)
    {
        foreach (var cost in costs.OrderBy(cost => (cost.Label is null ? 0 : 1) + (cost.Answer is null ? 0 : 1)))
        {
            foreach (var label in Places(cost.Label, names))
            {
                foreach (var answer in Places(cost.Answer, names).Where(answer => answer != label))
                    _costs[(label, answer)] = cost.Cost;
            }
        }
    }

    public double Of(int label, int answer) => label == answer ? 0 : _costs.GetValueOrDefault((label, answer), 1);

    private static IEnumerable<int> Places(string? name, IReadOnlyList<string> names) => name is null
        ? Enumerable.Range(0, names.Count)
        : names.Index().Where(entry => entry.Item == name).Select(entry => entry.Index).DefaultIfEmpty(-1)
            .Select(place => place >= 0 ? place : throw new InvalidDataException($"the policy's costs name the class '{name}', which the model does not have"));
}
