using EdgeKd.Models;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Models.Tests;

[TestFixture]
public class NearestNamesTests
{
    [TestCase("", "", 0)]
    [TestCase("abc", "", 3)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("ResNet", "resnet", 0)]
    public void DistanceCountsEdits(string a, string b, int expected) =>
        Assert.That(NearestNames.Distance(a, b), Is.EqualTo(expected));

    [Test]
    public void DistanceAgreesWithItsRecursiveDefinition() =>
        Prop.ForAll(
            Gen.Elements('a', 'b', 'c').ArrayOf(5).Two().ToArbitrary(),
            pair => NearestNames.Distance(new string(pair.Item1), new string(pair.Item2)) == Recursive(pair.Item1, pair.Item2))
            .QuickCheckThrowOnFailure();

    [TestCase("b", "'a', 'c' or 'dd'")]
    public void DescribeListsTheNearestFirst(string name, string expected) =>
        Assert.That(NearestNames.Describe(name, ["dd", "a", "c", "eeee"]), Is.EqualTo("'a', 'c' or 'dd'"));

    private static int Recursive(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.IsEmpty ? b.Length
        : b.IsEmpty ? a.Length
        : Math.Min(
            Recursive(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1),
            Math.Min(Recursive(a[1..], b), Recursive(a, b[1..])) + 1);
}
