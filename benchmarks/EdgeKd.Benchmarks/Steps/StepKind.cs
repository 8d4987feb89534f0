using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A kind of training step, as recipes and the Python peers name it.</summary>
/// <param name="Name">Its name: methods joined by a plus sign.</param>
/// <param name="Distiller">Method and settings.</param>
/// <param name="GradientPolicy">How the two losses become gradients.</param>
/// <param name="Optimizer"><c>sgd</c> or <c>dot</c>.</param>
internal sealed record StepKind(string Name, DistillerOptions Distiller, string GradientPolicy = "summed", string Optimizer = "sgd")
{
    /// <summary>The teacher's answers come from a file.</summary>
    public const string Cached = "cached";

    /// <summary>The teacher runs in each step.</summary>
    public const string Live = "live";

    private const string TeacherAlone = "teacher";
    private static readonly DistillerOptions Dhkd = new() { Method = "dhkd", Dhkd = new DhkdOptions() };

    /// <summary>The kinds that are compared.</summary>
    public static IReadOnlyList<StepKind> All { get; } =
    [
        new(TeacherAlone, new() { Method = "kd" }),
        new("ce", new() { Method = "ce" }),
        new("kd", new() { Method = "kd" }),
        new("kd+dot", new() { Method = "kd" }, "separate", "dot"),
        new("dhkd", Dhkd),
        new("dhkd-alignment", Dhkd, "aligned"),
        new("srd", new() { Method = "srd" }),
        new("gpd", new() { Method = "kd", Gpd = new GpdOptions() }),
        new("gpd+dhkd+dot", Dhkd with { Gpd = new GpdOptions() }, "separate", "dot"),
    ];

    /// <summary>Whether nothing is trained: the frozen teacher answers, and that is all.</summary>
    public bool IsTeacherAlone => Name == TeacherAlone;

    /// <summary>Whether it has a teacher.</summary>
    public bool IsTaught => Distiller.Method != ObjectiveFactory.LabelsOnly;

    /// <summary>Whether it is measured with such a teacher: without one once, and one that is to be timed is not recalled.</summary>
    /// <param name="teacher"><see cref="Cached"/> or <see cref="Live"/>.</param>
    public bool IsComparedWith(string teacher) => teacher == (IsTeacherAlone ? Live : IsTaught ? teacher : Cached);

    /// <summary>The largest norm of the gradient, as the authors of GPD have it; null for none.</summary>
    public double? ClipNorm => Distiller.Gpd is null ? null : 5;

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that are.</exception>
    public static StepKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no kind of step '{name}': use {string.Join(", ", All.Select(kind => kind.Name))}.");
}
