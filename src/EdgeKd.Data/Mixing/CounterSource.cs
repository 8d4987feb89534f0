using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Mixing;

/// <summary>Counter-based numbers for libraries that draw from <see cref="Random"/>.</summary>
internal sealed class CounterSource(CounterRandom random) : Random
{
    private CounterRandom _random = random;

    /// <inheritdoc/>
    public override double NextDouble() => Sample();

    /// <inheritdoc/>
    protected override double Sample() => _random.NextDouble();
}
