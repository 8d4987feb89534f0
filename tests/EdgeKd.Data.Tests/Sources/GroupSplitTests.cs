using EdgeKd.Data.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Sources;

[TestFixture]
public class GroupSplitTests
{
    private static readonly (ImagePart Part, double Share)[] Shares = [(ImagePart.Train, 0.7), (ImagePart.Validation, 0.1), (ImagePart.Test, 0.2)];
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Test]
    public void NoGroupStandsInTwoPartsAndEveryClassStandsInEach() => Prop.ForAll<PositiveInt, NonNegativeInt>((groupCount, seed) =>
    {
        var random = new System.Random(seed.Get);
        int[] labels = [.. Enumerable.Range(0, 20 + random.Next(200)).Select(_ => random.Next(Names.Length))];
        int[] groups = [.. labels.Select(_ => random.Next(-1, groupCount.Get + 3))];
        int[][] split;
        try
        {
            split = Split(labels, groups, seed.Get);
        }
        catch (InvalidDataException e)
        {
            // Only where the groups leave no choice: some class is hardly in more groups than there are parts.
            Assert.That(GroupsOfEachClass(labels, groups).Min(), Is.LessThan(3 * Shares.Length), e.Message);
            return;
        }
        Assert.That(split.SelectMany(part => part).Order(), Is.EqualTo(Enumerable.Range(0, labels.Length)));
        Assert.That(split, Has.All.Ordered);
        Assert.That(split.Sum(part => part.Where(i => groups[i] >= 0).Select(i => groups[i]).Distinct().Count()), Is.EqualTo(groups.Where(g => g >= 0).Distinct().Count()));
        foreach (var part in split) Assert.That(part.Select(i => labels[i]).Distinct().Count(), Is.EqualTo(labels.Distinct().Count()));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void SharesAreMissedByLessThanTwoGroups() => Prop.ForAll<NonNegativeInt>(seed =>
    {
        var random = new System.Random(seed.Get);
        List<int> labels = [], groups = [];
        var sizes = new List<int>[Names.Length];
        for (var label = 0; label < Names.Length; label++)
        {
            sizes[label] = [.. Enumerable.Range(0, 20 + random.Next(20)).Select(_ => 1 + random.Next(9))];
            foreach (var size in sizes[label])
            {
                labels.AddRange(Enumerable.Repeat(label, size));
                groups.AddRange(Enumerable.Repeat(groups.Count, size));
            }
        }
        var split = Split([.. labels], [.. groups], seed.Get);
        for (var label = 0; label < Names.Length; label++)
        {
            for (var part = 0; part < Shares.Length; part++)
                Assert.That(split[part].Count(i => labels[i] == label), Is.EqualTo(Shares[part].Share * sizes[label].Sum()).Within(2 * sizes[label].Max()));
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void WithoutGroupsTheSharesAreMetToAnImage()
    {
        var labels = Enumerable.Range(0, 400).Select(i => i % 4).ToArray();
        Assert.That(Split(labels, [.. labels.Select(_ => -1)], 1).Select(part => part.Length), Is.EqualTo(new[] { 280, 40, 80 }));
    }

    [Test]
    public void TheSeedChooses()
    {
        var labels = Enumerable.Range(0, 400).Select(i => i % 4).ToArray();
        int[] groups = [.. labels.Select((_, i) => i / 5)];
        Assert.That(Split(labels, groups, 1), Is.EqualTo(Split(labels, groups, 1)));
        Assert.That(Split(labels, groups, 2), Is.Not.EqualTo(Split(labels, groups, 1)));
    }

    [Test]
    public void ThreeGroupsOfAClassGoOneToEachPart()
    {
        int[] labels = [.. Enumerable.Repeat(0, 30), .. Enumerable.Repeat(1, 100), .. Enumerable.Repeat(2, 100), .. Enumerable.Repeat(3, 100)];
        var split = Split(labels, [.. labels.Select((label, i) => label == 0 ? 1000 + (i / 10) : i)], 3);
        Assert.That(split.Select(part => part.Count(i => labels[i] == 0)), Is.All.EqualTo(10));
    }

    [Test]
    public void AClassOfTwoGroupsIsNamed()
    {
        int[] labels = [.. Enumerable.Repeat(0, 30), .. Enumerable.Range(0, 90).Select(i => 1 + (i % 3))];
        Assert.That(() => Split(labels, [.. labels.Select((label, i) => label == 0 ? 1000 + (i % 2) : -1)], 3), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith("class 'a' cannot be split by group: its 30 images stand in 2 group(s), and train, validation, test need one each; "));
    }

    private static IEnumerable<int> GroupsOfEachClass(int[] labels, int[] groups) =>
        labels.Distinct().Select(label => Enumerable.Range(0, labels.Length).Where(i => labels[i] == label).Select(i => groups[i] < 0 ? -1 - i : groups[i]).Distinct().Count());

    private static int[][] Split(int[] labels, int[] groups, long seed)
    {
        // Classes without images are not split.
        int[] occurring = [.. labels.Distinct().Order()];
        return GroupSplit.Split([.. Enumerable.Range(0, labels.Length)], Array.ConvertAll(labels, label => Array.IndexOf(occurring, label)), groups,
            [.. occurring.Select(label => Names[label])], Shares, seed);
    }
}
