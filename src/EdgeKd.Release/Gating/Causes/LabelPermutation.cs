using MathNet.Numerics.Distributions;
using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>Finds classes whose names were exchanged: most images of each are taken for the next, and those of the last for the first.</summary>
internal static class LabelPermutation
{
    /// <summary>The probability, over all classes, of taking a class for moved that is answered as often right as wrong.</summary>
    private const double Level = 0.01;

    /// <summary>The groups of exchanged classes, each with its classes in the order of the logits.</summary>
    /// <param name="candidate">The candidate's answers.</param>
    /// <param name="reference">Those of the model that it should be as good as; an exchange that it shows as well is none. May be null.</param>
    public static IReadOnlyList<int[]> Of(LabelledAnswers candidate, LabelledAnswers? reference)
    {
        var before = reference is null ? [] : Cycles(Moves(reference));
        return [.. Cycles(Moves(candidate)).Where(cycle => !before.Any(other => other.SequenceEqual(cycle)))];
    }

    public static Cause Cause(GateContext context, PrecisionEvidence model, int[] classes)
    {
        var answers = context.Answers(model);
        var moves = Moves(answers);
        string Name(int k) => context.ClassNames[k];
        var evidence = classes.Select(k =>
        {
            int[] images = [.. Enumerable.Range(0, answers.Count).Where(image => answers.Label(image) == k)];
            return Invariant($"{images.Count(image => answers.Answer(image) == moves[k])} of {images.Length} images of {Name(k)} are taken for {Name(moves[k])}, {images.Count(answers.IsRight)} for {Name(k)}");
        });
        return new(
            $"{Release.Cause.LabelPermutation}{string.Join(",", classes.Select(Name))}",
            $"{string.Join("; ", evidence)} ({model.Precision})",
            "compare the order of the class names in training data, test data and bundle: a renamed or newly sorted folder exchanges classes");
    }

    /// <summary>The class that a class's images are mostly taken for, where that is provably another one.</summary>
    private static Dictionary<int, int> Moves(LabelledAnswers answers)
    {
        var counts = new Dictionary<int, Dictionary<int, int>>();
        for (var image = 0; image < answers.Count; image++)
        {
            if (!counts.TryGetValue(answers.Label(image), out var row))
                counts[answers.Label(image)] = row = [];
            row[answers.Answer(image)] = row.GetValueOrDefault(answers.Answer(image)) + 1;
        }

        var moves = new Dictionary<int, int>();
        foreach (var (label, row) in counts)
        {
            var (answer, taken) = row.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).First();
            var right = row.GetValueOrDefault(label);
            // One of both, if they were equally likely: the sign test.
            if (answer != label && Binomial.CDF(0.5, taken + right, right) <= Level / counts.Count)
                moves[label] = answer;
        }

        return moves;
    }

    private static List<int[]> Cycles(Dictionary<int, int> moves)
    {
        var cycles = new List<int[]>();
        foreach (var start in moves.Keys.Order())
        {
            List<int> path = [start];
            while (moves.TryGetValue(path[^1], out var next) && next != start && path.Count <= moves.Count)
                path.Add(next);
            // Found once, from its smallest class.
            if (moves.TryGetValue(path[^1], out var last) && last == start && path.Min() == start)
                cycles.Add([.. path.Order()]);
        }

        return cycles;
    }
}
