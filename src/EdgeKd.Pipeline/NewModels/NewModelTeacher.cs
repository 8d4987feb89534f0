using EdgeKd.Data;
using EdgeKd.Models;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>The teacher of a new recipe: a network of the zoo to train, weights of one, or an ONNX file.</summary>
/// <param name="Model">The network of the zoo; null for an ONNX file.</param>
/// <param name="File">The file of weights or the ONNX file, absolute; null for a network that is trained.</param>
internal sealed record NewModelTeacher(string? Model, string? File)
{
    // Trained from nothing, a deeper network would take hours of a processor.
    private const string ForSmallImages = "resnet20";
    private const string ForLargeImages = "resnet18";

    /// <summary>Whether it is trained here.</summary>
    public bool IsTrained => File is null;

    /// <summary>Whether the file is an ONNX file.</summary>
    public bool IsOnnx => Model is null;

    /// <summary>The normalisation that networks for large images are published with; null where the teacher says nothing of it.</summary>
    public Normalization? Published =>
        !IsTrained && Model is { } model && ModelZoo.UsualImageSize(model, null) > NewModelPlan.LargestSmallImage ? Normalization.ImageNet : null;

    /// <exception cref="ArgumentException">The options name no network and no file, or a file without its network.</exception>
    public static NewModelTeacher Of(NewModelOptions options, int imageSize)
    {
        if (options.TeacherModel is { } network && !ModelZoo.Names.Contains(network))
            throw Unknown(network, "--teacher-model");
        if (options.Teacher is null)
        {
            return options.TeacherModel is null
                ? new(imageSize <= NewModelPlan.LargestSmallImage ? ForSmallImages : ForLargeImages, null)
                : throw new ArgumentException("--teacher-model says of which network the weights of --teacher are; give their file with --teacher, or only --teacher with the network's name to train it");
        }
        if (ModelZoo.Names.Contains(options.Teacher) && options.TeacherModel is null)
            return new(options.Teacher, null);
        if (!System.IO.File.Exists(options.Teacher))
        {
            if (LooksLikeFile(options.Teacher) || options.TeacherModel is not null)
                throw new ArgumentException($"--teacher {options.Teacher}: there is no such file; name an ONNX file, a file of weights, or a network of the zoo");
            throw Unknown(options.Teacher, "--teacher");
        }
        var isOnnx = Path.GetExtension(options.Teacher).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
        if (isOnnx && options.TeacherModel is not null)
            throw new ArgumentException("--teacher-model stands beside an ONNX file, which says by itself what the network is; leave it out");
        if (!isOnnx && options.TeacherModel is null)
            throw new ArgumentException($"--teacher {options.Teacher} is a file of weights; say of which network of the zoo they are with --teacher-model, such as --teacher-model resnet18");
        return new(options.TeacherModel, Path.GetFullPath(options.Teacher));
    }

    private static bool LooksLikeFile(string teacher) => Path.HasExtension(teacher) || teacher.Contains(Path.DirectorySeparatorChar);

    private static ArgumentException Unknown(string network, string option) => new(
        $"{option} '{network}' is none of the networks known here; "
        + (NearestNames.Meant(network, ModelZoo.Names) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", ModelZoo.Names)}"));
}
