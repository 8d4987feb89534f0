namespace EdgeKd.Onnx;

/// <summary>What an exported model is called, takes and says about itself.</summary>
public sealed record ExportOptions
{
    /// <summary>Height of the network's input in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Width of the network's input in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of the network's input.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>What the model takes. <see cref="InputForm.Pixels"/> needs three channels, a square input, <see cref="Resizing"/>,
    /// <see cref="Mean"/>, <see cref="StandardDeviation"/> and operator set 18.</summary>
    public InputForm Input { get; init; } = InputForm.Tensor;

    /// <summary>How images become the input; null where that is not known.</summary>
    public ImageResizing? Resizing { get; init; }

    /// <summary>Whether parallel branches are merged to one convolution.</summary>
    public BranchForm Branches { get; init; } = BranchForm.Merge;

    /// <summary>The input's name.</summary>
    public string InputName { get; init; } = "input";

    /// <summary>The output's name: float32 N×K.</summary>
    public string OutputName { get; init; } = "logits";

    /// <summary>The version of the operator set, <see cref="OperatorSets.Oldest"/> to <see cref="OperatorSets.Newest"/>.</summary>
    public int Opset { get; init; } = OperatorSets.Default;

    /// <summary>The graph's name.</summary>
    public string GraphName { get; init; } = "network";

    /// <summary>The version of the program that exports; empty for that of this library.</summary>
    public string ProducerVersion { get; init; } = "";

    /// <summary>The class names in the order of the logits; empty for none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The means of R, G, B on the scale 0 to 1 that the input is normalised with; empty for none.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>The standard deviations of R, G, B on the scale 0 to 1; empty for none.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>Further metadata; its keys must not be among <see cref="MetadataKeys"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The writers, one a module type; null for those of this library.</summary>
    public WriterRegistry? Writers { get; init; }
}
