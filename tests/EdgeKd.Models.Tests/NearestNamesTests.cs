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
    [TestCase("resnte", "resnet", 1)]
    public void DistanceCountsEdits(string a, string b, int expected) =>
        Assert.That(NearestNames.Distance(a, b), Is.EqualTo(expected));

    [Test]
    public void DistanceAgreesWithItsRecursiveDefinition() =>
        Prop.ForAll(
            Gen.Elements('a', 'b', 'c').ArrayOf(5).Two().ToArbitrary(),
            pair => NearestNames.Distance(new string(pair.Item1), new string(pair.Item2)) == Recursive(pair.Item1, pair.Item2))
            .QuickCheckThrowOnFailure();

    [Test]
    public void DistanceIsSymmetricAndZeroOnlyForEqualsButForCase() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (a, b) =>
            NearestNames.Distance(a.Get, b.Get) == NearestNames.Distance(b.Get, a.Get)
            && NearestNames.Distance(a.Get, b.Get) == 0 == (a.Get.ToLowerInvariant() == b.Get.ToLowerInvariant())).QuickCheckThrowOnFailure();

    [TestCase("b", "'a', 'c' or 'dd'")]
    public void DescribeListsTheNearestFirst(string name, string expected) =>
        Assert.That(NearestNames.Describe(name, ["dd", "a", "c", "eeee"]), Is.EqualTo("'a', 'c' or 'dd'"));

    [TestCase("tempreature", "temperature")]
    [TestCase("Epochs", "epochs")]
    [TestCase("lr", null)]
    [TestCase("", null)]
    public void MeantIsNearOrNone(string typed, string? expected) =>
        Assert.That(NearestNames.Meant(typed, ["temperature", "epochs", "batchSize"]), Is.EqualTo(expected));

    [Test]
    public void NothingIsNearToALongName() =>
        Assert.That(NearestNames.Meant(new string('a', 1_000_000), [new string('a', 1_000_001)]), Is.Null);

    private static int Recursive(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.IsEmpty ? b.Length
        : b.IsEmpty ? a.Length
        : Math.Min(
            Recursive(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1),
            Math.Min(
                Math.Min(Recursive(a[1..], b), Recursive(a, b[1..])) + 1,
                a.Length > 1 && b.Length > 1 && a[0] == b[1] && a[1] == b[0] ? Recursive(a[2..], b[2..]) + 1 : int.MaxValue));
}
