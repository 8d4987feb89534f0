using EdgeKd.Data;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>A teacher's logits for some images, and how many are right under an order of its classes.</summary>
/// <param name="Logits">N×K logits.</param>
/// <param name="Labels">N labels of the data.</param>
/// <param name="Classes">C, the classes of the data, at most K.</param>
internal sealed record TrialAnswers(float[] Logits, int[] Labels, int Classes)
{
    private const int Permutations = 2000;

    /// <summary>K, the logits of an image.</summary>
    public int Width => Logits.Length / Labels.Length;

    public static TrialAnswers Of(float[] logits, IImageSet images) =>
        new(logits, [.. Enumerable.Range(0, images.Count).Select(images.LabelOf)], images.ClassNames.Count);

    /// <summary>The share of right answers where class c is logit <paramref name="order"/>[c].</summary>
    public double Accuracy(IReadOnlyList<int> order) => Accuracy(order, Enumerable.Range(0, Labels.Length));

    /// <summary>The mean cross-entropy where class c is logit <paramref name="order"/>[c].</summary>
    public double Loss(IReadOnlyList<int> order)
    {
        var sum = 0.0;
        foreach (var (row, label) in Labels.Index())
        {
            var largest = (double)Logits[row * Width + Largest(row, order)];
            sum += largest + Math.Log(order.Sum(k => Math.Exp(Logits[row * Width + k] - largest))) - Logits[row * Width + order[label]];
        }
        return sum / Labels.Length;
    }

    /// <summary>The share of random orders of the classes under which as many answers are right, or more.</summary>
    /// <remarks>
    /// A network with random weights gives images of a class answers that are alike, so that some class is often right by luck, and
    /// many images with it; under another order as many would be. 1,999 permutations and the order itself (Phipson and Smyth, 2010).
    /// </remarks>
    /// <param name="order">The order of the classes.</param>
    public double ShareOfOrdersAsGood(IReadOnlyList<int> order)
    {
        var counts = new int[Classes, Classes];
        var classOf = order.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        foreach (var (row, label) in Labels.Index())
            counts[label, classOf[Largest(row, order)]]++;
        var random = new Random(Permutations);
        var permuted = Enumerable.Range(0, Classes).ToArray();
        var right = Right();
        var asGood = 1;
        for (var i = 1; i < Permutations; i++)
        {
            random.Shuffle(permuted);
            asGood += Right() >= right ? 1 : 0;
        }
        return (double)asGood / Permutations;

        int Right() => permuted.Index().Sum(entry => counts[entry.Index, entry.Item]);
    }

    /// <summary>The order of classes that fits best, and what it is worth: found on half of each class, counted on the other half, so
    /// that an order which fits by chance counts for nothing.</summary>
    public (int[] Order, double Accuracy) BestOrder()
    {
        var seen = new int[Classes];
        var second = Labels.Select(label => seen[label]++ % 2 == 1).ToArray();
        var all = Enumerable.Range(0, Labels.Length).ToArray();
        var found = Fit(all.Where(i => !second[i]));
        return (Fit(all), Accuracy(found, all.Where(i => second[i])));
    }

    private int[] Fit(IEnumerable<int> rows)
    {
        var counts = new int[Classes, Width];
        foreach (var row in rows)
            counts[Labels[row], Largest(row, Enumerable.Range(0, Width))]++;
        return ClassAssignment.Best(counts);
    }

    private double Accuracy(IReadOnlyList<int> order, IEnumerable<int> rows)
    {
        var (right, count) = (0, 0);
        foreach (var row in rows)
        {
            count++;
            if (Largest(row, order) == order[Labels[row]])
                right++;
        }
        return count == 0 ? 0 : (double)right / count;
    }

    private int Largest(int row, IEnumerable<int> among) => among.MaxBy(k => Logits[row * Width + k]);
}
