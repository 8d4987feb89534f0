namespace EdgeKd.Edge;

/// <summary>Where a class stands among the logits of one image.</summary>
internal static class Ranking
{
    /// <summary>The class with the largest logit; the first of equals.</summary>
    public static int Top1(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var k = 1; k < logits.Length; k++)
        {
            if (logits[k] > logits[best])
                best = k;
        }

        return best;
    }

    /// <summary>How many classes stand before one: those with a larger logit, and the earlier of equals.</summary>
    public static int RankOf(ReadOnlySpan<float> logits, int label)
    {
        var rank = 0;
        for (var k = 0; k < logits.Length; k++)
        {
            if (logits[k] > logits[label] || (k < label && logits[k] == logits[label]))
                rank++;
        }

        return rank;
    }
}
