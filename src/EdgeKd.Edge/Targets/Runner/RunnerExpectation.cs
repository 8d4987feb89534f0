using System.Security.Cryptography;
using EdgeKd.Data;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>What the result of a job has to fit: the model and the images that were sent.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="ModelSha256">The SHA-256 of the model file.</param>
/// <param name="DataSha256">The digest in the header of the packed file.</param>
/// <param name="Count">Images to use.</param>
/// <param name="Classes">K, the classes.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Latency">When a latency run ends.</param>
internal sealed record RunnerExpectation(TargetMode Mode, string ModelSha256, string DataSha256, int Count, int Classes, int Threads, LatencyOptions Latency)
{
    /// <summary>Of a job.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The images are no packed part.</exception>
    public static RunnerExpectation Of(TargetJob job)
    {
        using var images = PackedImages.Open(job.DataPath, verify: false);
        using var model = File.OpenRead(job.ModelPath);
        return new RunnerExpectation(
            job.Mode,
            Convert.ToHexStringLower(SHA256.HashData(model)),
            images.Sha256,
            Math.Min(job.Limit ?? images.Count, images.Count),
            images.ClassNames.Count,
            job.Threads,
            job.Latency);
    }
}
