namespace EdgeKd.Pipeline.Auditing;

/// <summary>Nodes that run in float together, between DequantizeLinear and QuantizeLinear.</summary>
/// <param name="Nodes">Their names.</param>
/// <param name="Rules">The rules that they break, each once.</param>
/// <param name="TimeMs">Their time in one inference, in milliseconds, the conversions around them not counted.</param>
/// <param name="Share">Their share of the time of all nodes, 0 to 1.</param>
public sealed record FloatIsland(IReadOnlyList<string> Nodes, IReadOnlyList<string> Rules, double TimeMs, double Share);
