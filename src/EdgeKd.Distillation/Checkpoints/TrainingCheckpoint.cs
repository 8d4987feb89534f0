using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Checkpoints;

/// <summary>checkpoint.safetensors: everything that a training needs to go on as if it had never stopped.</summary>
/// <remarks>
/// One file, so that tensors and position can never disagree: the position is JSON in the file's metadata, beside a
/// SHA-256 over it and over every tensor. A file whose digest does not hold is not used.
/// </remarks>
internal static class TrainingCheckpoint
{
    public const string FileName = "checkpoint.safetensors";

    private const string StateKey = "training";
    private const string DigestKey = "sha256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Makes the folder, and removes what a process that was killed while writing left in it.</summary>
    public static void PrepareFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var unfinished in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes the checkpoint, or replaces it in one step.</summary>
    public static void Write(string folder, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, TrainingState state)
    {
        var json = JsonSerializer.Serialize(state, Json);
        Safetensors.Save(Path.Combine(folder, FileName), tensors, new Dictionary<string, string>
        {
            [StateKey] = json,
            [DigestKey] = Digest(tensors, json),
        });
    }

    /// <summary>Copies the checkpoint's tensors into <paramref name="targets"/> when it fits them in every name, shape and type.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="targets">The live tensors to restore.</param>
    /// <param name="fingerprint">The training at hand.</param>
    /// <param name="problem">One line when there is a checkpoint and it cannot be used; nothing was changed then.</param>
    /// <returns>The position, or <c>null</c> to start from the beginning.</returns>
    public static TrainingState? TryRestore(
        string folder,
        IReadOnlyList<KeyValuePair<string, Tensor>> targets,
        string fingerprint,
        out string? problem)
    {
        var path = Path.Combine(folder, FileName);
        problem = null;
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = Safetensors.Load(path);
            var state = ReadState(file);
            if (state.Fingerprint != fingerprint)
            {
                problem = $"{path} belongs to a training with other settings, data or network";
                return null;
            }

            Restore(targets, file.Tensors);
            return state;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or JsonException)
        {
            problem = $"{path} cannot be used ({e.Message.TrimEnd('.')})";
            return null;
        }
    }

    private static TrainingState ReadState(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(StateKey, out var json) || !file.Metadata.TryGetValue(DigestKey, out var digest))
        {
            throw new InvalidDataException("it holds no training position");
        }

        if (digest != Digest(file.Tensors, json))
        {
            throw new InvalidDataException("its content does not match its digest");
        }

        return JsonSerializer.Deserialize<TrainingState>(json, Json)
            ?? throw new InvalidDataException("it holds no training position");
    }

    private static void Restore(
        IReadOnlyList<KeyValuePair<string, Tensor>> targets, IReadOnlyDictionary<string, Tensor> saved)
    {
        // All is checked before the first tensor is touched: a training half restored would be wrong weights.
        foreach (var (name, target) in targets)
        {
            if (!saved.TryGetValue(name, out var value)
                || value.dtype != target.dtype
                || !value.shape.AsSpan().SequenceEqual(target.shape))
            {
                throw new InvalidDataException($"its tensor '{name}' is missing or of another shape or type");
            }
        }

        if (saved.Count != targets.Count)
        {
            throw new InvalidDataException($"it holds {saved.Count} tensors where this training has {targets.Count}");
        }

        using var noGrad = no_grad();
        foreach (var (name, target) in targets)
        {
            target.copy_(saved[name]);
        }
    }

    private static string Digest(IEnumerable<KeyValuePair<string, Tensor>> tensors, string json)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendBlock(sha, Encoding.UTF8.GetBytes(json));
        foreach (var (name, tensor) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            AppendBlock(sha, Encoding.UTF8.GetBytes($"{name} {tensor.dtype} {string.Join(',', tensor.shape)}"));
            using var scope = NewDisposeScope();
            AppendBlock(sha, tensor.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void AppendBlock(IncrementalHash sha, ReadOnlySpan<byte> block)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, block.Length);
        sha.AppendData(length);
        sha.AppendData(block);
    }
}
