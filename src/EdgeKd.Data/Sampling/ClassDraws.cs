namespace EdgeKd.Data.Sampling;

/// <summary>Which images an epoch draws where classes are drawn by other shares than they have in the set.</summary>
/// <remarks>The labelled images' part of the epoch is shared out among the classes; images without a label belong to none, and
/// come once an epoch as ever.</remarks>
internal sealed class ClassDraws
{
    private readonly ClassQuotas _quotas;
    private readonly ClassDeck[] _decks;
    private readonly int[] _unlabelled;
    private readonly long _seed;

    /// <param name="set">The images.</param>
    /// <param name="exponent">q of <see cref="ClassQuotas"/>.</param>
    /// <param name="seed">All draws follow from it.</param>
    /// <exception cref="ArgumentException">No image has a label.</exception>
    public ClassDraws(IImageSet set, double exponent, long seed)
    {
        var byLabel = Enumerable.Range(0, set.Count).ToLookup(set.LabelOf);
        _decks = [.. Enumerable.Range(0, set.ClassNames.Count).Select(label => new ClassDeck(label, [.. byLabel[label]], seed))];
        _unlabelled = [.. byLabel[-1]];
        _seed = seed;
        if (_unlabelled.Length == set.Count)
            throw new ArgumentException("classes cannot be drawn equally often: no image has a label; draw the images as they are");
        _quotas = new ClassQuotas([.. _decks.Select(deck => deck.Size)], exponent);
    }

    /// <summary>The images of an epoch, class by class; as many as the set has.</summary>
    public ImageView[] Of(int epoch)
    {
        var first = new long[_decks.Length];
        for (var earlier = 0; earlier < epoch; earlier++)
        {
            var before = _quotas.Of(_seed, earlier);
            for (var label = 0; label < first.Length; label++) first[label] += before[label];
        }
        var quotas = _quotas.Of(_seed, epoch);
        var drawn = new ImageView[quotas.Sum() + _unlabelled.Length];
        var place = 0;
        for (var label = 0; label < _decks.Length; label++)
        {
            _decks[label].Deal(first[label], drawn.AsSpan(place, quotas[label]));
            place += quotas[label];
        }
        foreach (var index in _unlabelled) drawn[place++] = new ImageView(index, epoch);
        return drawn;
    }
}
