using EdgeKd.Models;

namespace EdgeKd.Pipeline.Converting;

/// <summary>What to convert, and how.</summary>
public sealed record ConversionOptions
{
    /// <summary>The weights: safetensors or PyTorch, told by content.</summary>
    public required string Input { get; init; }

    /// <summary>The file to write; its extension says the format.</summary>
    public required string Output { get; init; }

    /// <summary>The network that the weights belong to; null where they are moved without one.</summary>
    public string? Model { get; init; }

    /// <summary>The network's classes, width, stem and strides.</summary>
    public ModelOptions Network { get; init; } = new();

    /// <summary>Side of the ONNX model's square input in pixels; null for the network's usual one.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Means of red, green and blue on the scale 0 to 1, for the ONNX model's metadata; empty for none.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>Their standard deviations; empty for none.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>A file with a class name a line, for the ONNX model's metadata; null for none.</summary>
    public string? LabelsFile { get; init; }

    /// <summary>Version of the ONNX operator set.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>Whether names stay as they are, wrappers' prefixes, teacher and all.</summary>
    public bool KeepNames { get; init; }

    /// <summary>Whether a file at the output's place is replaced.</summary>
    public bool Overwrite { get; init; }
}
