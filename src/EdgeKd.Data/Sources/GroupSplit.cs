using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sources;

/// <summary>Splits images into parts without dividing a group, each class as near to its shares as the groups allow.</summary>
/// <remarks>
/// A greedy search: the groups, largest first and equal ones shuffled, go each to the part where Σ over classes and parts of
/// (images / images of the class − share)² grows least. With groups of one class each, no part then has more than 2/3 of the largest
/// group too many images of a class, nor 4/3 too few. At last a part without images of a class takes a group with some from another part.
/// </remarks>
internal sealed class GroupSplit
{
    private readonly IReadOnlyList<int> _labels;
    private readonly ImageGroups _groups;
    private readonly int[] _classCounts;
    private readonly double[] _shares;
    private readonly int[][] _counts; // images of each class in each part
    private readonly int[] _partOf; // of each group
    private readonly int[] _inGroup; // images of each class in the group that is looked at
    private readonly List<int> _classesOfGroup = [];

    private GroupSplit(IReadOnlyList<int> labels, ImageGroups groups, int classCount, double[] shares)
    {
        (_labels, _groups, _shares) = (labels, groups, shares);
        _classCounts = new int[classCount];
        foreach (var label in labels) _classCounts[label]++;
        _counts = Array.ConvertAll(shares, _ => new int[classCount]);
        _partOf = new int[groups.Count];
        _inGroup = new int[classCount];
    }

    /// <summary>Splits.</summary>
    /// <param name="images">What is split: any numbers, in their order.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="groups">The group of each; −1: it is a group of its own.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="parts">The parts and the share of each; the shares add up to 1.</param>
    /// <param name="seed">Chooses among groups of one size.</param>
    /// <returns>The numbers in each part, in their order.</returns>
    /// <exception cref="InvalidDataException">A class has too few groups to have images in every part.</exception>
    public static int[][] Split(
        int[] images, int[] labels, int[] groups, IReadOnlyList<string> classNames, IReadOnlyList<(ImagePart Part, double Share)> parts, long seed)
    {
        var split = new GroupSplit(labels, new ImageGroups(groups), classNames.Count, [.. parts.Select(part => part.Share)]);
        foreach (var group in split.LargestFirst(seed))
        {
            split.Count(group);
            split.Put(group, Enumerable.Range(0, parts.Count).MinBy(split.CostOfAdding));
        }
        for (var label = 0; label < classNames.Count; label++)
        {
            for (var part = 0; part < parts.Count; part++)
            {
                if (split._counts[part][label] == 0 && !split.TryFill(label, part))
                {
                    throw new InvalidDataException($"class '{classNames[label]}' cannot be split by group: its {split._classCounts[label]} images stand in {split.GroupsOf(label).Count()} group(s), "
                        + $"and {string.Join(", ", parts.Select(p => p.Part.ToString().ToLowerInvariant()))} need one each; add images of other groups, or split by image");
                }
            }
        }
        return [.. Enumerable.Range(0, parts.Count).Select(part => images.Where((_, i) => split._partOf[split._groups.OfImage[i]] == part).ToArray())];
    }

    private IEnumerable<int> LargestFirst(long seed)
    {
        var order = Enumerable.Range(0, _groups.Count).ToArray();
        new CounterRandom(RandomStream.GroupSplit, seed).Shuffle(order.AsSpan());
        return order.OrderByDescending(group => _groups[group].Length);
    }

    private IEnumerable<int> GroupsOf(int label) =>
        Enumerable.Range(0, _labels.Count).Where(i => _labels[i] == label).Select(i => _groups.OfImage[i]).Distinct();

    private void Count(int group)
    {
        foreach (var label in _classesOfGroup) _inGroup[label] = 0;
        _classesOfGroup.Clear();
        foreach (var image in _groups[group])
        {
            if (_inGroup[_labels[image]]++ == 0) _classesOfGroup.Add(_labels[image]);
        }
    }

    private void Put(int group, int part, int sign = 1)
    {
        _partOf[group] = part;
        foreach (var label in _classesOfGroup) _counts[part][label] += sign * _inGroup[label];
    }

    private double CostOfAdding(int part) => Cost(part, 1);

    // What the counted group adds to the sum of squares when it comes (sign 1) or goes (−1): (a ± c)² − a² with a the distance so far.
    private double Cost(int part, int sign)
    {
        double cost = 0;
        foreach (var label in _classesOfGroup)
        {
            double all = _classCounts[label], added = sign * _inGroup[label] / all;
            cost += added * ((2 * ((_counts[part][label] / all) - _shares[part])) + added);
        }
        return cost;
    }

    /// <summary>Gives the part a group with images of the class, from a part that keeps images of each of the group's classes.</summary>
    private bool TryFill(int label, int part)
    {
        var (best, bestCost) = (-1, double.PositiveInfinity);
        foreach (var group in GroupsOf(label))
        {
            Count(group);
            var from = _partOf[group];
            if (_classesOfGroup.Exists(other => _counts[from][other] <= _inGroup[other])) continue;
            var cost = Cost(part, 1) + Cost(from, -1);
            if (cost < bestCost) (best, bestCost) = (group, cost);
        }
        if (best < 0) return false;
        Count(best);
        Put(best, _partOf[best], sign: -1);
        Put(best, part);
        return true;
    }
}
