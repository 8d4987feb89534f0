using static TorchSharp.torch;

namespace TorchSharp.Tests.Scopes;

[TestFixture]
internal sealed class DisposeScopeTests
{
    [Test]
    public void AScopeFreesWhatWasMadeInIt()
    {
        Tensor inside, moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                inside = zeros(1);
                moved = zeros(1).MoveToOuterDisposeScope();
                detached = zeros(1).DetachFromDisposeScope();
            }

            Assert.That((inside.IsInvalid, moved.IsInvalid, detached.IsInvalid), Is.EqualTo((true, false, false)));
            Assert.That(outer.Contains(moved));
            Assert.That(outer.DisposablesCount, Is.EqualTo(1));
        }

        Assert.That((moved.IsInvalid, detached.IsInvalid), Is.EqualTo((true, false)));
        detached.Dispose();
    }

    [Test]
    public void DisposingATensorTakesItOutOfItsScope()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1);
        x.Dispose();
        Assert.That(scope.DisposablesCount, Is.Zero);
    }

    [Test]
    public void AScopeCanBeEmptiedInBetween()
    {
        using var scope = NewDisposeScope();
        var kept = zeros(1);
        var dropped = zeros(1);
        scope.DisposeEverythingBut(kept);
        Assert.That((kept.IsInvalid, dropped.IsInvalid), Is.EqualTo((false, true)));
        scope.DisposeEverything();
        Assert.That(kept.IsInvalid);
    }

    [Test]
    public void ATensorCanBeAttachedLater()
    {
        var x = zeros(1);
        using (var scope = NewDisposeScope())
        {
            Assert.That(scope.Contains(x), Is.False);
            scope.Attach(x);
        }

        Assert.That(x.IsInvalid);
    }

    [Test]
    public void ScopesMayEndInTheWrongOrder()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var x = zeros(1);
        Assert.That(inner.Contains(x));
        inner.Dispose();
        Assert.That(x.IsInvalid);
        Assert.That(CurrentDisposeScope, Is.Null);
        Assert.Throws<ObjectDisposedException>(() => _ = inner.DisposablesCount);
    }

    [Test]
    public void AScopeBelongsToItsThread()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = zeros(1));
        thread.Start();
        thread.Join();
        Assert.That(scope.Contains(other!), Is.False);
        other!.Dispose();
    }

    [Test]
    public void TheCountsFollow()
    {
        var counts = DisposeScopeManager.Statistics;
        counts.Reset();
        zeros(1).Dispose();
        Assert.That((counts.CreatedOutsideScopeCount, counts.DisposedOutsideScopeCount), Is.EqualTo((1L, 1L)));
        Tensor left;
        using (NewDisposeScope())
        {
            _ = zeros(1);
            left = zeros(1).DetachFromDisposeScope();
        }

        Assert.That((counts.CreatedInScopeCount, counts.DisposedInScopeCount, counts.DetachedFromScopeCount), Is.EqualTo((2L, 1L, 1L)));
        Assert.That(counts.ThreadTotalLiveCount, Is.EqualTo(1));
        left.Dispose();
        Assert.That(counts.ThreadTotalLiveCount, Is.Zero);
    }
}
