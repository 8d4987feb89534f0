using System.Globalization;
using System.Runtime.ExceptionServices;
using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Checking;

/// <summary>Finds pictures that are nearly the same: candidates by their perceptual hashes, then by their pixels.</summary>
internal static class NearDuplicateInspector
{
    /// <summary>Compares the groups of equal pictures with each other.</summary>
    /// <param name="groups">Equal pictures; the first of each group stands for it.</param>
    /// <param name="options">Threads, and what stops the search; what is found does not depend on the threads.</param>
    /// <exception cref="IOException">A file is gone that was read before.</exception>
    /// <exception cref="InvalidDataException">A file has changed since it was read before.</exception>
    public static IReadOnlyList<Finding> Inspect(CheckedPicture[][] groups, ParallelOptions options)
    {
        var compared = Array.FindAll(groups, group => !group[0].Fingerprint.IsPlain);
        var pairs = CandidateSearch.Pairs(Array.ConvertAll(compared, group => group[0].Fingerprint), options);
        var likeness = Compare(compared, pairs, options);

        var sets = new DisjointSets(compared.Length);
        var leastAlike = new Dictionary<int, double>();
        var near = pairs.Zip(likeness).Where(pair => pair.Second.IsNearDuplicate).ToArray();
        foreach (var (pair, _) in near) sets.Union(pair.First, pair.Second);
        foreach (var (pair, alike) in near)
            leastAlike[sets.Find(pair.First)] = Math.Min(leastAlike.GetValueOrDefault(sets.Find(pair.First), 1), alike.Correlation);
        return
        [
            .. Enumerable.Range(0, compared.Length).Where(i => leastAlike.ContainsKey(sets.Find(i))).GroupBy(sets.Find)
                .Select(set => Of(new GroupPlace([.. set.SelectMany(i => compared[i]).Select(picture => picture.File)]), leastAlike[set.Key])),
        ];
    }

    private static Finding Of(GroupPlace place, double correlation)
    {
        var kind = place.IsAcrossParts ? FindingKinds.NearDuplicateAcrossParts : FindingKinds.NearDuplicate;
        return kind.Of(string.Create(CultureInfo.InvariantCulture,
            $"{place.Files.Count} files{(place.IsAcrossParts ? $" in {place.Parts}" : "")}, correlation {correlation:F3}{(place.Files.Count > 2 ? " or more" : "")}{(place.IsAcrossClasses ? $", labelled {place.Classes}" : "")}"), place.Names);
    }

    /// <summary>How alike the pictures of each pair are. Pairs are sorted by their first pictures, each of which is read once.</summary>
    private static Likeness[] Compare(CheckedPicture[][] compared, (int First, int Second)[] pairs, ParallelOptions options)
    {
        var likeness = new Likeness[pairs.Length];
        int[] starts = [.. Enumerable.Range(0, pairs.Length).Where(i => i == 0 || pairs[i].First != pairs[i - 1].First)];
        try
        {
            Parallel.For(0, starts.Length, options, s =>
            {
                var first = Read(compared[pairs[starts[s]].First]);
                for (var i = starts[s]; i < (s + 1 < starts.Length ? starts[s + 1] : pairs.Length); i++)
                    likeness[i] = Likeness.Of(first, Read(compared[pairs[i].Second]));
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return likeness;
    }

    private static SmallPicture Read(CheckedPicture[] group) => SmallPicture.Of(ImageFileReader.Decode(group[0].File.Path));
}
