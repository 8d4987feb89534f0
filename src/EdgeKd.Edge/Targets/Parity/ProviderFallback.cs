using EdgeKd.Edge.Targets.Runner;
using static System.FormattableString;

namespace EdgeKd.Edge.Targets.Parity;

/// <summary>Finds out that the provider that was asked for ran nothing: ONNX Runtime then takes another one without a word.</summary>
internal static class ProviderFallback
{
    private const string Cpu = "CPUExecutionProvider";

    /// <summary>Half a sentence; null where the provider ran nodes, or the runtime does not say who did.</summary>
    /// <param name="provider">What was asked for, and who ran the nodes.</param>
    public static string? Doubt(RunnerProvider provider)
    {
        var all = provider.Nodes.Values.Sum();
        return provider.Requested is "cpu" or "wasm" || all == 0 || provider.Nodes.Any(nodes => nodes.Key != Cpu && nodes.Value > 0)
            ? null
            : Invariant($"the provider {provider.Requested} ran none of the {all} nodes: they fell back to {Cpu}");
    }
}
