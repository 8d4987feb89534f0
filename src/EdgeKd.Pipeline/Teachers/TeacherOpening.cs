using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using TorchSharp;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>From a recipe's teacher to one that runs: settles what is left open, then adapts it to the data's images and classes.</summary>
internal static class TeacherOpening
{
    /// <summary>Settles a teacher from the recipe, the data and, for ONNX, the file.</summary>
    /// <param name="key">The recipe key that errors name.</param>
    /// <param name="section">The teacher in the recipe.</param>
    /// <param name="classes">The data's classes.</param>
    /// <param name="size">Side of the student's images in pixels.</param>
    /// <param name="student">The student's normalisation.</param>
    /// <returns>The settled teacher; its <see cref="SettledTeacher.File"/> is the recipe's and its weight 1.</returns>
    /// <exception cref="ArgumentException">A tensor that the recipe names is not there.</exception>
    /// <exception cref="InvalidDataException">The file is unsound or no image classifier, or its classes do not fit the data's; one line.</exception>
    public static SettledTeacher Settle(string key, TeacherSourceSection section, IReadOnlyList<string> classes, int size, Normalization student)
    {
        var named = section.LabelsFile is { } file ? ClassNames.Read(file, $"{key}.labels") : section.Labels;
        if (section.Onnx is { } path)
            return SettleOnnx(key, section, path, named, classes, size, student);
        var side = section.ImageSize > 0 ? section.ImageSize : size;
        var scale = section.Scale ?? 1;
        var (mean, std) = PixelsOf(section, student, scale);
        return new SettledTeacher
        {
            File = section.Checkpoint ?? "",
            Weight = 1,
            Network = string.Create(CultureInfo.InvariantCulture, $"{section.Model} width {section.Width} stem {section.Stem} stage2Stride {section.Stage2Stride}"),
            Logits = named?.Count ?? classes.Count,
            Height = side,
            Width = side,
            Bgr = section.Channels == "bgr",
            Scale = scale,
            Mean = mean,
            Std = std,
            Labels = named,
            Classes = named is null ? null : ClassNames.Match(named, classes, $"{key}.labels"),
        };
    }

    /// <summary>Opens a settled teacher, before its images and classes are adapted.</summary>
    /// <param name="settled">The teacher.</param>
    /// <param name="section">Which network it is.</param>
    /// <param name="path">Its file; null for a network with fresh weights.</param>
    /// <param name="features">The features to give.</param>
    /// <param name="settings">The run, for threads and device.</param>
    public static ITeacher OpenPlain(SettledTeacher settled, TeacherSourceSection section, string? path, IReadOnlyList<string> features, RunSettings settings)
    {
        if (settled.Onnx is { } onnx)
            return OnnxTeacher.Open(OnnxFile.Load(path!), path!, onnx with { Features = features, Threads = settings.Threads });
        var network = Networks.NewTeacher(section, settled.Logits);
        if (path is not null)
            Checkpoint.Load(network, path);
        network.to(settings.Device.Torch);
        return new NetworkTeacher(network, features, settled.Height);
    }

    /// <summary>Lets a teacher see its own input and speak of the data's classes.</summary>
    /// <param name="plain">The teacher; owned by the result.</param>
    /// <param name="settled">What is settled about it.</param>
    /// <param name="student">The student's normalisation.</param>
    /// <param name="size">Side of the student's images in pixels.</param>
    public static ITeacher Adapt(ITeacher plain, SettledTeacher settled, Normalization student, int size) =>
        settled.Classes is null && settled.SeesAsStudent(student, size)
            ? plain
            : new AdaptedTeacher(plain, settled.InputFrom(student), settled.Classes);

    /// <summary>Opens all teachers of a recipe as one that sees the student's batches; the caller disposes it.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="settled">What is settled about the recipe's teachers.</param>
    /// <param name="pathOf">Where a teacher's file lies.</param>
    /// <param name="features">The features that the first one gives.</param>
    /// <param name="size">Side of the student's images in pixels.</param>
    public static ITeacher OpenTogether(
        RunSettings settings, IReadOnlyList<SettledTeacher> settled, Func<string, string> pathOf, IReadOnlyList<string> features, int size)
    {
        (ITeacher Teacher, double Weight)[] teachers =
        [
            .. TeacherFiles.Sections(settings.Recipe).Zip(settled).Select((pair, i) => (
                Adapt(OpenPlain(pair.Second, pair.First.Section, pathOf(pair.Second.File), i == 0 ? features : [], settings), pair.Second, settings.Normalization, size),
                pair.Second.Weight)),
        ];
        return teachers.Length == 1 ? teachers[0].Teacher : new WeightedTeachers(teachers);
    }

    private static SettledTeacher SettleOnnx(
        string key, TeacherSourceSection section, string path, IReadOnlyList<string>? named, IReadOnlyList<string> classes, int size, Normalization student)
    {
        var model = OnnxFile.Load(path);
        var options = new OnnxTeacherOptions
        {
            Key = key,
            Output = section.Output,
            Tokens = section.Tokens,
            Layout = section.Layout,
            ImageSize = section.ImageSize,
            DefaultImageSize = size,
            Device = section.Device,
        };
        using var teacher = OnnxTeacher.Open(model, path, options);
        var metadata = model.MetadataProps.GroupBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Last().Value);
        var scale = section.Scale ?? (teacher.TakesBytes ? 255 : 1);
        var (mean, std) = PixelsOf(section, ModelMetadata.Normalization(metadata, path) ?? student, scale);
        if (named is null && ModelMetadata.Labels(metadata, teacher.ClassCount, path) is { Length: > 0 } labels)
            named = labels;
        var wanted = named?.Count ?? classes.Count;
        if (teacher.ClassCount != wanted)
            throw new InvalidDataException(WrongCount(teacher.ClassCount, named, wanted, path, key));
        return new SettledTeacher
        {
            File = path,
            Weight = 1,
            Logits = teacher.ClassCount,
            Height = teacher.Height,
            Width = teacher.Width,
            Bgr = section.Channels == "bgr",
            Scale = scale,
            Mean = mean,
            Std = std,
            Labels = named,
            Classes = named is null ? null : ClassNames.Match(named, classes, section.Labels is null ? $"{path} (labels of its metadata)" : $"{key}.labels"),
            Onnx = options with { Output = teacher.LogitsName, ImageSize = 0 },
        };
    }

    /// <summary>What is said of a network with another number of logits than there are names or, without names, classes of the data.</summary>
    public static string WrongCount(int logits, IReadOnlyList<string>? named, int wanted, string path, string key) => named is null
        ? $"{Path.GetFileName(path)} has {logits} classes and the data has {wanted}: name the teacher's classes in the order of its logits with {key}.labels (a list, or a file with a name a line), or give a teacher of the data's classes."
        : $"{key}.labels names {named.Count} classes, and {Path.GetFileName(path)} has {logits} logits; name the class of each, in their order.";

    // Without a normalisation in the recipe, pixels on another scale than 0 to 1 are taken as they are.
    private static (IReadOnlyList<double> Mean, IReadOnlyList<double> Std) PixelsOf(TeacherSourceSection section, Normalization other, double scale)
    {
        if (section.Normalize is { } normalize)
            return (normalize.Mean, normalize.Std);
        return scale == 1
            ? ([.. other.Mean.Select(v => (double)v)], [.. other.StandardDeviation.Select(v => (double)v)])
            : ([0, 0, 0], [1, 1, 1]);
    }
}
