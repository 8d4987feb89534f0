namespace EdgeKd.Onnx;

/// <summary>A model compared with its optimized form.</summary>
/// <param name="IsQuantized">Whether anything in it runs on integers or converts to them.</param>
/// <param name="Nodes">The model's nodes in its order, without the conversions that were fused away; then those that the runtime added.</param>
/// <param name="Islands">The float islands: positions in <paramref name="Nodes"/> of the nodes that stay in float together.</param>
public sealed record FusionComparison(bool IsQuantized, IReadOnlyList<AuditedNode> Nodes, IReadOnlyList<IReadOnlyList<int>> Islands);
