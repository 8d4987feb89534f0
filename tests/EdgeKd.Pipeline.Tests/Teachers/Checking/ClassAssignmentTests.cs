using EdgeKd.Pipeline.Teachers.Checking;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

[TestFixture]
public class ClassAssignmentTests
{
    [Test]
    public void It_is_the_best_of_all_assignments() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var rows = random.Next(1, 6);
        var columns = rows + random.Next(0, 3);
        var counts = Table(rows, columns, (_, _) => random.Next(0, 8));

        var found = ClassAssignment.Best(counts);

        Assert.That(found, Is.Unique.And.All.InRange(0, columns - 1));
        Assert.That(found.Index().Sum(entry => counts[entry.Index, entry.Item]), Is.EqualTo(BestByTryingAll(counts, 0, [])));
    }));

    [Test]
    public void A_permutation_of_a_thousand_classes_is_found()
    {
        var order = Enumerable.Range(0, 1000).ToArray();
        new Random(1).Shuffle(order);

        Assert.That(ClassAssignment.Best(Table(1000, 1000, (row, column) => column == order[row] ? 5 : 0)), Is.EqualTo(order));
    }

    [Test]
    public void More_classes_than_logits_are_refused() =>
        Assert.That(() => ClassAssignment.Best(new int[3, 2]), Throws.ArgumentException.With.Message.EqualTo("3 classes cannot each have one of 2 logits."));

    private static int BestByTryingAll(int[,] counts, int row, int[] taken) => row == counts.GetLength(0)
        ? 0
        : Enumerable.Range(0, counts.GetLength(1)).Except(taken).Max(column => counts[row, column] + BestByTryingAll(counts, row + 1, [.. taken, column]));

    private static int[,] Table(int rows, int columns, Func<int, int, int> count)
    {
        var counts = new int[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                counts[row, column] = count(row, column);
        return counts;
    }
}
