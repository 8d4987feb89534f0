using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeKd.Data;

namespace EdgeKd.Distillation.Checkpoints;

/// <summary>A digest of all that fixes a training's bytes and can be known before it runs, its initial weights apart.</summary>
internal static class Fingerprint
{
    public static string Of(TrainingOptions options, IDistiller distiller, IImageSet train, IImageSet validation)
    {
        // Threads that only prepare batches change no bytes, and the name is for people.
        var settings = JsonSerializer.Serialize(options with { LoaderThreads = 0, Name = "" });
        var text = new StringBuilder()
            .AppendLine(settings)
            .AppendLine(distiller.Description)
            .AppendLine($"{distiller.Student.GetType().FullName} {train.Count} {validation.Count} {train.Height}×{train.Width}")
            .AppendJoin('\n', train.ClassNames).AppendLine();
        foreach (var (name, parameter) in distiller.Parameters)
        {
            text.AppendLine($"{name} {parameter.dtype} {string.Join(',', parameter.shape)}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
