using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The logits that a runner gave beside its answers: raw little-endian float32, N×K.</summary>
internal static class RunnerLogits
{
    /// <summary>No file of logits is longer: 250,000 images of 1,000 classes.</summary>
    public const int MaxSizeBytes = 1_000_000_000;

    /// <summary>Reads them and requires that the answers follow from them.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="answers">The N answers, checked.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="InvalidDataException">They are of another size, not finite, or the answers are others; one line.</exception>
    public static float[] Read(ReadOnlySpan<byte> bytes, IReadOnlyList<RunnerAnswer> answers, int classes)
    {
        if (bytes.Length != 4L * answers.Count * classes)
            throw new InvalidDataException($"its logits are {bytes.Length} bytes instead of {4L * answers.Count * classes} for {answers.Count} images of {classes} classes");
        var logits = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        for (var i = 0; i < answers.Count; i++)
        {
            var row = logits.AsSpan(i * classes, classes);
            foreach (var logit in row)
            {
                if (!float.IsFinite(logit))
                    throw new InvalidDataException($"a logit of image {i} is {logit}");
            }

            if (DigestOf(row) != answers[i].Logits)
                throw new InvalidDataException($"the logits of image {i} are not those that it answered with");
            if (Ranking.Top1(row) != answers[i].Top[0])
                throw new InvalidDataException($"it answered image {i} with class {answers[i].Top[0]}, and its own logits say {Ranking.Top1(row)}");
        }

        return logits;
    }

    /// <summary>The first 16 hex digits of the SHA-256 of logits as little-endian float32.</summary>
    public static string DigestOf(ReadOnlySpan<float> logits) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(logits)).AsSpan(0, 8));
}
