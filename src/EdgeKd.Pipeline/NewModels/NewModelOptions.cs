namespace EdgeKd.Pipeline.NewModels;

/// <summary>What is known of a model before there is a recipe for it.</summary>
public sealed record NewModelOptions
{
    /// <summary>The folder that recipe and policy are written to; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The images: a folder a class, below <c>train</c> and <c>test</c> or side by side.</summary>
    public required string DataPath { get; init; }

    /// <summary>The model's name; null for the name of <see cref="Folder"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The teacher: the name of a network of the zoo, which is trained; an ONNX file; or a file of weights, with
    /// <see cref="TeacherModel"/>. Null for a network that suits the images.</summary>
    public string? Teacher { get; init; }

    /// <summary>The network of the zoo that the weights of <see cref="Teacher"/> are of.</summary>
    public string? TeacherModel { get; init; }

    /// <summary>The largest model file that the device takes, in bytes; null where it does not matter.</summary>
    public long? TargetSizeBytes { get; init; }

    /// <summary>Passes over the training images, of teacher and student; null for what suits their number.</summary>
    public int? Epochs { get; init; }
}
