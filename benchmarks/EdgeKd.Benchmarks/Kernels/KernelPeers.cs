using EdgeKd.Benchmarks.Processes;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>libtorch's own kernels, where this project has others in their place (src/TorchSharp/native/kernels): the same work in Python.</summary>
/// <param name="folder">The folder of the peers' scripts; null where there are none.</param>
internal sealed class KernelPeers(string? folder)
{
    /// <summary>What the peer is called in tables.</summary>
    public const string Name = "libtorch's own";

    private const string Script = "kernels.py";
    private const int Repetitions = 50, Rounds = 9;

    private static readonly Dictionary<string, string[]> Arguments = new()
    {
        ["batch norm forward and backward, 64×C×16×16 (Channels=12)"] = ["batch_norm", "12"],
        ["batch norm forward and backward, 64×C×16×16 (Channels=72)"] = ["batch_norm", "72"],
        ["depthwise backward, 64×480×2×2"] = ["depthwise", "480"],
    };

    /// <summary>The kernels that have a peer.</summary>
    public static IEnumerable<string> Kernels => Arguments.Keys;

    /// <summary>Microseconds of the peer, the median of its turns; null where the kernel has none.</summary>
    /// <exception cref="MeasurementException">Its process ended.</exception>
    public double? Microseconds(string kernel)
    {
        if (folder is null || !TimedProcess.HasPeers || !Arguments.TryGetValue(kernel, out var arguments))
            return null;
        using var process = TimedProcess.Peer($"{Name} {kernel}", Path.Combine(folder, Script), [.. arguments, TimedProcess.Text(Environment.ProcessorCount)]);
        process.Run(Repetitions);
        return 1e6 * Enumerable.Range(0, Rounds).Select(_ => process.Run(Repetitions) / Repetitions).Median();
    }
}
