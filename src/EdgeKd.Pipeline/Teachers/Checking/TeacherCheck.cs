using System.Globalization;
using System.Text.RegularExpressions;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>Decides whether a teacher may teach, and where it may not, finds out why.</summary>
internal static partial class TeacherCheck
{
    /// <summary>How far below <c>expectedTop1</c> a teacher may stay: one point.</summary>
    public const double Tolerance = 0.01;

    private const double LeastKappaOfCause = 0.3;

    // Where images of a class look alike, some order of the classes suits a network with random weights rather well: up to 0.5
    // was seen, of colours.
    private const double LeastKappaOfOrder = 0.6;
    private const double Deviations = 2.33; // one-sided, 1 %
    private const int MostListedNames = 24;

    /// <summary>What is wrong with a top-1; null where nothing is.</summary>
    /// <param name="name">How to call the teacher.</param>
    /// <param name="top1">Its top-1 on validation.</param>
    /// <param name="expected">What the recipe expects; null for better than chance.</param>
    /// <param name="validation">The validation images.</param>
    /// <param name="isOrderArbitrary">Asked of a low top-1: whether it would be as high with the classes shuffled.</param>
    public static TeacherComplaint? Complaint(string name, double top1, double? expected, IImageSet validation, Func<bool>? isOrderArbitrary = null)
    {
        var chance = ChanceLevel.Of(validation);
        var near = ChanceLevel.IsNear((int)Math.Round(top1 * validation.Count), validation.Count, chance)
            ? string.Create(CultureInfo.InvariantCulture, $", no better than chance ({chance:P1})")
            : ChanceLevel.Kappa(top1, chance) < LeastKappaOfCause && isOrderArbitrary?.Invoke() == true
                ? ", no better than with its classes shuffled"
                : "";
        if (near.Length == 0 && !IsUnder(top1, expected))
            return null;
        var reaches = string.Create(CultureInfo.InvariantCulture, $"{name} reaches {top1:P1} of the {validation.Count:N0} validation images{near}");
        if (expected is { } least)
            reaches += string.Create(CultureInfo.InvariantCulture, $", expected at least {least:P1}");
        return new TeacherComplaint(reaches, IsChance: near.Length > 0);
    }

    /// <summary>Whether a top-1 is more than a point under what is expected.</summary>
    // The last digit of a fraction of two whole numbers is not to decide.
    public static bool IsUnder(double top1, double? expected) => expected is { } least && least - top1 > Tolerance + 1e-9;

    /// <summary>Tries the likely causes and says the one that fits.</summary>
    /// <param name="complaint">What <see cref="Complaint"/> has said.</param>
    /// <param name="key">The recipe key of the teacher.</param>
    /// <param name="expected">What the recipe expects; null for better than chance.</param>
    /// <param name="settled">The teacher as the recipe has it.</param>
    /// <param name="own">The images that it sees by the recipe.</param>
    /// <param name="trials">Trials on this teacher.</param>
    /// <param name="validation">The validation images.</param>
    /// <param name="workFolder">Where a list of names is written that is too long for a line.</param>
    /// <param name="progress">Told the fraction of the trials that is done.</param>
    /// <param name="cancellation">Stops between two trials.</param>
    /// <returns>The complaint with cause and remedy: one line.</returns>
    public static string Explain(
        TeacherComplaint complaint, string key, double? expected, SettledTeacher settled, TeacherInput own, TeacherTrials trials, IImageSet validation,
        string workFolder, IProgress<double>? progress, CancellationToken cancellation)
    {
        var best = trials.Best(TrialInput.Of(own, key), progress, cancellation);
        List<TrialChange> changes = [.. best.Given.Changes];
        if (best.Order is not null)
            changes.Add(new("classes in another order", "with its logits reassigned", $"{key}.labels: {LabelsOf(best.Order, settled, validation, workFolder)}"));
        if (changes.Count > 0 && Fits(best, expected, validation))
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"{complaint.Text}: it was trained on {Join(changes, c => c.Cause)} - {Join(changes, c => c.Given)} it reaches {best.Accuracy:P1}. Set {Join(changes, c => c.Remedy)}.");
        }
        var tried = string.Create(CultureInfo.InvariantCulture,
            $"{complaint.Text}; no usual cause explains it (red and blue exchanged, pixels from 0 to 255, the usual normalisations, another order of classes: at best {best.Accuracy:P1})");
        return complaint.IsChance
            ? $"{tried}: its weights look random. Give the trained file, of these classes."
            : $"{tried}. Check {key}.imageSize and that it is the file meant, or lower {key}.expectedTop1.";
    }

    /// <summary>The number of classes that a checkpoint holds, from the message of its refusal; null where another thing is wrong.</summary>
    /// <param name="refusal">What loading has said: tensors with their shapes in the file and in the network.</param>
    /// <param name="classes">The network's classes.</param>
    public static int? ClassesOfMisfit(string refusal, int classes)
    {
        // Every tensor is there, and those that do not fit have the classes as their first dimension: the head, and nothing else.
        var misfits = Misfit().Matches(refusal);
        if (refusal.Contains(" missing: ", StringComparison.Ordinal) || refusal.Contains(" unexpected: ", StringComparison.Ordinal)
            || misfits.Count == 0 || misfits.Any(misfit => misfit.Groups["network"].Value != classes.ToString(CultureInfo.InvariantCulture)))
            return null;
        var counts = misfits.Select(misfit => int.Parse(misfit.Groups["file"].Value, CultureInfo.InvariantCulture)).Distinct().ToArray();
        return counts.Length == 1 && counts[0] != classes ? counts[0] : null;
    }

    private static bool Fits(Trial trial, double? expected, IImageSet validation)
    {
        if (expected is not { } least)
            return ChanceLevel.Kappa(trial.Accuracy, ChanceLevel.Of(validation)) >= (trial.Order is null ? LeastKappaOfCause : LeastKappaOfOrder);
        // As far below as so few images may count of a teacher that reaches what is expected.
        return trial.Accuracy >= least - Tolerance - Deviations * Math.Sqrt(least * (1 - least) / trial.Count);
    }

    /// <summary>The teacher's classes in the order that was found: in the recipe's words, or a file where they are many.</summary>
    private static string LabelsOf(int[] order, SettledTeacher settled, IImageSet validation, string workFolder)
    {
        var names = new string?[settled.Logits];
        foreach (var (c, logit) in order.Index())
            names[logit] = validation.ClassNames[c];
        var others = new Queue<string>((settled.Labels ?? validation.ClassNames).Except(validation.ClassNames));
        for (var logit = 0; logit < names.Length; logit++)
            names[logit] ??= others.TryDequeue(out var other) ? other : $"class {logit}";
        if (names.Length <= MostListedNames)
            return $"[{string.Join(", ", names.Select(name => PlainName().IsMatch(name!) ? name : $"\"{name!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]";
        var path = Path.Combine(workFolder, $"{Path.GetFileNameWithoutExtension(settled.File)}-labels.txt");
        AtomicFile.WriteAllText(path, string.Join('\n', names) + "\n");
        return path;
    }

    private static string Join(IEnumerable<TrialChange> changes, Func<TrialChange, string> what) => string.Join(" and ", changes.Select(what));

    [GeneratedRegex(@"is \[(?<file>\d{1,9})[^\]]*\] in the file and \[(?<network>\d{1,9})[^\]]*\] in the network")]
    private static partial Regex Misfit();

    [GeneratedRegex(@"\A(?!null\z)[A-Za-z][A-Za-z0-9_-]*\z")]
    private static partial Regex PlainName();
}
