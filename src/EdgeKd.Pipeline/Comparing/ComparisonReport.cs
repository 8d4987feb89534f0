namespace EdgeKd.Pipeline.Comparing;

/// <summary>What a comparison found so far.</summary>
public sealed record ComparisonReport
{
    // Sums of counts in another order: what is equal differs by less.
    private const double Rounding = 1e-9;

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the arm that the others are compared with.</summary>
    public required string Reference { get; init; }

    /// <summary>The seeds that are wanted.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>The teacher's top-1 on the validation part, 0 to 1; null when no arm has a teacher.</summary>
    public double? TeacherTop1 { get; init; }

    /// <summary>Training images with a label.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Training images without one.</summary>
    public int UnlabelledCount { get; init; }

    /// <summary>Validation images.</summary>
    public required int ValidationCount { get; init; }

    /// <summary>Whether balanced accuracy is told apart from top-1: every arm has it, and in a run it is another, as it is when the classes
    /// have unequal numbers of validation images.</summary>
    public bool HasUnevenClasses => Arms.All(arm => arm.Balanced is not null)
        && Arms.Any(arm => arm.Runs.Any(run => Math.Abs(run.BalancedAccuracy!.Value - run.Top1) > Rounding));

    /// <summary>The processor, its threads in use and libtorch's version.</summary>
    public required string Machine { get; init; }

    /// <summary>The day of the comparison.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The arms with a finished training, in the recipe's order.</summary>
    public required IReadOnlyList<ArmResult> Arms { get; init; }

    /// <summary>Folder of compare.md, compare.json and compare.svg.</summary>
    public required string Folder { get; init; }
}
