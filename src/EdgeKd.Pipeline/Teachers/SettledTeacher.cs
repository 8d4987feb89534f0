using EdgeKd.Data;
using EdgeKd.Distillation;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>All that the Teacher stage has settled about one teacher: what it sees, and which logit is which class.</summary>
/// <remarks>Written to <see cref="TeacherFiles.SettledFile"/>, whose digest stands in the keys of the stages that ask the teacher.</remarks>
internal sealed record SettledTeacher
{
    /// <summary>The weights' or graph's file among the stage's outputs.</summary>
    public required string File { get; init; }

    /// <summary>The network of the zoo with its options; null for an ONNX file.</summary>
    public string? Network { get; init; }

    /// <summary>How much its logits count beside those of the other teachers.</summary>
    public required double Weight { get; init; }

    /// <summary>K, the logits that the network itself has.</summary>
    public required int Logits { get; init; }

    /// <summary>Height of its input in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Width of its input in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Whether its channels come as blue, green, red.</summary>
    public required bool Bgr { get; init; }

    /// <summary>What a white pixel is before normalisation.</summary>
    public required double Scale { get; init; }

    /// <summary>Means of red, green and blue on that scale.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Standard deviations of red, green and blue on that scale.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>The names of its logits; null where they are the data's classes.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>For each class of the data its logit; null where they are the same.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>How an ONNX file is asked; null for a network of the zoo.</summary>
    public OnnxTeacherOptions? Onnx { get; init; }

    /// <summary>What it sees of the student's batches.</summary>
    public TeacherInput InputFrom(Normalization student) => new()
    {
        Student = student,
        Mean = Mean,
        StandardDeviation = Std,
        Scale = Scale,
        Bgr = Bgr,
        Height = Height,
        Width = Width,
    };

    /// <summary>Whether it sees the student's batches as they are.</summary>
    public bool SeesAsStudent(Normalization student, int size) =>
        !Bgr && Scale == 1 && Height == size && Width == size
        && Mean.SequenceEqual(student.Mean.Select(v => (double)v)) && Std.SequenceEqual(student.StandardDeviation.Select(v => (double)v));
}
