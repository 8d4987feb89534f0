using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Pipeline.Store;

/// <summary>Everything that the outputs of a stage follow from. Two equal identities have one key and share their outputs.</summary>
public sealed record StageIdentity
{
    /// <summary>Name of the stage; also its folder in the store.</summary>
    public required string Stage { get; init; }

    /// <summary>Version of the stage's own code; raised when the same inputs would give other outputs.</summary>
    public required int StageVersion { get; init; }

    /// <summary>What of the recipe the stage reads, defaults filled in.</summary>
    public required JsonNode Settings { get; init; }

    /// <summary>Input name → digest of its bytes.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>Where the tensors live: <c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Threads that compute.</summary>
    public required int Threads { get; init; }

    /// <summary>Version of libtorch.</summary>
    public required string LibTorchVersion { get; init; }

    /// <summary>Version of ONNX Runtime.</summary>
    public required string OnnxRuntimeVersion { get; init; }

    /// <summary>The processor's name, for stages that measure time; null for the others.</summary>
    public string? CpuModel { get; init; }

    /// <summary>The SHA-256 of the whole identity, 64 lower-case hex digits.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(ToJson()))));

    /// <summary>Name of the stage's folder: the first 16 digits of <see cref="Key"/> (stage.json holds all of them).</summary>
    public string FolderName => Key[..16];

    internal JsonObject ToJson()
    {
        var inputs = new JsonObject();
        foreach (var (name, digest) in Inputs)
            inputs[name] = digest;
        return new JsonObject
        {
            ["stage"] = Stage,
            ["stageVersion"] = StageVersion,
            ["settings"] = Settings.DeepClone(),
            ["inputs"] = inputs,
            ["device"] = Device,
            ["threads"] = Threads,
            ["libtorch"] = LibTorchVersion,
            ["onnxRuntime"] = OnnxRuntimeVersion,
            ["cpu"] = CpuModel,
        };
    }
}
