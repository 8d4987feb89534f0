using EdgeKd.Models;

namespace EdgeKd.Distillation.Distillers;

/// <summary>From a method's name to its distiller: the one place that knows all of them.</summary>
public static class DistillerFactory
{
    /// <summary>The names that <see cref="DistillerOptions.Method"/> may have.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["ce", "kd"];

    /// <summary>Makes the distiller of <see cref="DistillerOptions.Method"/>.</summary>
    /// <param name="options">Method and settings.</param>
    /// <param name="student">The network to train; laid out channels-last in place.</param>
    /// <param name="teacher">Needed by every method but <c>ce</c>; owned by the distiller from then on.</param>
    /// <returns>The distiller; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Unknown method, setting out of range, or no teacher where one is needed.</exception>
    public static IDistiller Create(DistillerOptions options, ImageClassifier student, ITeacher? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        switch (options.Method)
        {
            case "ce":
                teacher?.Dispose();
                return new CrossEntropyDistiller(student, options.LabelSmoothing);
            case "kd":
                return new HintonDistiller(
                    student,
                    teacher ?? throw new ArgumentException("Method 'kd' needs a teacher: name one, or use method 'ce'."),
                    options);
            default:
                throw new ArgumentException(
                    $"Unknown distillation method '{options.Method}': use one of {string.Join(", ", Methods)}.");
        }
    }
}
