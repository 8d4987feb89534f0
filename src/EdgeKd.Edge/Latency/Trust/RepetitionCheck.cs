namespace EdgeKd.Edge;

/// <summary>Checks that one image over and over is not answered faster than different ones: a model or runtime that remembers answers
/// would be timed on what no device sees.</summary>
/// <remarks>After MLPerf's compliance test TEST04, which fails where repeating a sample is more than a tenth faster.</remarks>
internal static class RepetitionCheck
{
    /// <summary>Repeating may take this share of the time at least.</summary>
    public const double LeastShare = 0.90;

    /// <summary>Pairs of blocks: that all of them show it by chance has the probability 1/256 at most.</summary>
    private const int Pairs = 8;

    private const double BlockMs = 5;
    private const int FewestRuns = 2;
    private const int MostRuns = 64;

    /// <summary>Times pairs of blocks, one of a single image and one of several, and says where each pair shows that repeating is faster.</summary>
    /// <param name="run">Runs the model on the image of that place.</param>
    /// <param name="images">Different images.</param>
    /// <param name="typicalMs">What a run takes, in milliseconds.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Half a sentence; null where repeating is not faster, or there is one image only.</returns>
    public static string? Doubt(Action<int> run, int images, double typicalMs, TimeProvider clock, CancellationToken cancellation)
    {
        if (images < 2)
            return null;
        // Fewer runs than images: the block of different ones repeats none, nor the one that goes before it.
        var runs = Math.Min((int)Math.Clamp(BlockMs / typicalMs, FewestRuns, MostRuns), images - 1);
        var pairs = new List<RepetitionPair>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Another image in each pair, because the time may depend a little on the image.
            int start = pair * runs, image = start % images;
            double repeated, different;
            if (pair % 2 == 0)
            {
                repeated = Time(_ => image);
                different = Time(i => (start + i) % images);
            }
            else
            {
                different = Time(i => (start + i) % images);
                repeated = Time(_ => image);
            }

            pairs.Add(new(repeated, different));
        }

        return Doubt(pairs);

        double Time(Func<int, int> imageOf)
        {
            // Not timed: the first run after something else is slower.
            run(imageOf(runs));
            var from = clock.GetTimestamp();
            for (var i = 0; i < runs; i++)
                run(imageOf(i));
            return clock.GetElapsedTime(from).TotalMilliseconds;
        }
    }

    /// <summary>Says where each pair of blocks shows that repeating is faster.</summary>
    /// <param name="pairs">The pairs; fewer than a check has say nothing.</param>
    /// <returns>Half a sentence; null where repeating is not faster.</returns>
    public static string? Doubt(IReadOnlyList<RepetitionPair> pairs) => pairs.Count >= Pairs && pairs.Max(pair => pair.Share) < LeastShare
        ? FormattableString.Invariant($"repeating one image takes {100 * pairs.Select(pair => pair.Share).Order().ElementAt(pairs.Count / 2):F0} % of the time of different ones, so answers are remembered")
        : null;
}
