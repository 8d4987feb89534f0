using EdgeKd.Data.Checking;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Checking.Duplicates;

[TestFixture]
public class DisjointSetsTests
{
    private const int Count = 12;

    private static readonly Gen<(int, int)[]> Edges =
        Gen.Choose(0, Count - 1).SelectMany(a => Gen.Choose(0, Count - 1).Select(b => (a, b))).ArrayOf();

    [Test]
    public void A_set_is_named_after_its_least_number_and_holds_all_that_can_be_reached() => Prop.ForAll(Edges.ToArbitrary(), edges =>
    {
        var sets = new DisjointSets(Count);
        foreach (var (a, b) in edges) sets.Union(a, b);
        return Enumerable.Range(0, Count).All(i => sets.Find(i) == Reachable(i, edges).Min());
    }).QuickCheckThrowOnFailure();

    private static HashSet<int> Reachable(int from, (int A, int B)[] edges)
    {
        HashSet<int> seen = [from];
        for (var before = 0; before < seen.Count;)
        {
            before = seen.Count;
            foreach (var (a, b) in edges.Where(edge => seen.Contains(edge.A) || seen.Contains(edge.B))) seen.UnionWith([a, b]);
        }
        return seen;
    }
}
