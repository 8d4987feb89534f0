using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>What is timed beside a peer is what the peer computes: losses, and every parameter and statistic behind each step.</summary>
[TestFixture]
public class StepPeerTests
{
    // Achieved: 5·10⁻⁹ or better behind the third step. The smallest difference of formulas, a weight decay left out, shows at 10⁻⁵.
    private const double Tolerance = 1e-7;

    // Root mean square an entry: a shift that a normalisation takes away again has only rounding for a gradient.
    private const double Floor = 1e-10;

    // Achieved: 6·10⁻⁷.
    private const double SingleLossTolerance = 1e-5;

    // Achieved: from 10⁻⁵ to 4·10⁻³, in the peers up to 2·10⁻²: an activation near 0 that rounding puts on its other side.
    private const double SingleMovementTolerance = 0.05;

    private static readonly string[] Kinds = [.. PeerRun.Kinds.Select(kind => kind.Name)];
    private static readonly IReadOnlyList<string> Forms = PeerRun.Forms;

    [Test]
    public void ThreeStepsInDoublePrecisionAreThePeers([ValueSource(nameof(Kinds))] string kind, [ValueSource(nameof(Forms))] string form)
    {
        using var scope = NewDisposeScope();
        var start = PeerRun.Start(kind);
        var (own, peers) = (PeerRun.Own(kind, form, ScalarType.Float64), PeerRun.Peer(kind, form, ScalarType.Float64));
        Assert.That(own, Has.Length.EqualTo(3).And.Length.EqualTo(peers.Length));
        foreach (var (index, (ours, peer)) in own.Zip(peers).Index())
        {
            using (peer)
            {
                var step = $"step {index + 1}";
                RequireLosses(ours, peer, Tolerance, step);
                Assert.That(ours.State.Keys, Is.EquivalentTo(peer.State.Keys), step);
                var odd = from tensor in ours.State
                          let tolerance = (Tolerance * Distance(tensor.Value, start[tensor.Key])) + (Floor * Math.Sqrt(tensor.Value.numel()))
                          let difference = Distance(tensor.Value, peer.State[tensor.Key])
                          where !(difference <= tolerance)
                          select $"{tensor.Key} {difference:E1}";
                Assert.That(odd, Is.Empty, step);
            }
        }
    }

    [Test]
    public void AStepInSinglePrecisionDiffersByRounding([ValueSource(nameof(Kinds))] string kind, [ValueSource(nameof(Forms))] string form)
    {
        using var scope = NewDisposeScope();
        var start = PeerRun.Start(kind);
        var own = PeerRun.Own(kind, form, ScalarType.Float32).Single();
        using var single = PeerRun.Peer(kind, form, ScalarType.Float32).Single();
        RequireLosses(own, single, SingleLossTolerance, "the losses in single precision");
        var steps = PeerRun.Peer(kind, form, ScalarType.Float64);
        RequireLosses(own, steps[0], SingleLossTolerance, "the losses in double precision");
        Assert.That(
            Distance(own.State, steps[0].State), Is.InRange(0, SingleMovementTolerance * Distance(steps[0].State, start)), "the weights in double precision");
        foreach (var step in steps)
            step.Dispose();
    }

    [Test]
    public void GradientsAreInConflictInSomeStepsAndNotInOthers() =>
        Assert.That(
            PeerRun.Own("dhkd-alignment", "tuned", ScalarType.Float64).Select(step => step.IsProjected), Has.Some.True.And.Some.False);

    [Test]
    public void GradientsAreLongerThanTheirLimit([Values("gpd", "gpd+dhkd+dot")] string kind) =>
        Assert.That(PeerRun.Own(kind, "tuned", ScalarType.Float64).Select(step => step.IsClipped), Has.All.True);

    [Test]
    public void WhenDotDecaysWhatTheDistillationAloneReachesIsSeen()
    {
        using var scope = NewDisposeScope();
        const string kind = "gpd+dhkd+dot", head = "1/weight";
        var (published, tuned) = (PeerRun.Own(kind, "published", ScalarType.Float64)[0].State, PeerRun.Own(kind, "tuned", ScalarType.Float64)[0].State);
        Assert.That(
            Distance(published[head], tuned[head]), Is.GreaterThan(10 * Tolerance * Distance(tuned[head], PeerRun.Start(kind)[head])));
    }

    private static void RequireLosses(StepFigures own, StepFigures peer, double tolerance, string what)
    {
        Assert.That(own.Task, Is.EqualTo(peer.Task).Within(tolerance * Math.Abs(peer.Task)), $"{what}: task");
        Assert.That(own.Distillation.HasValue, Is.EqualTo(peer.Distillation.HasValue), what);
        if (peer.Distillation is { } distillation)
            Assert.That(own.Distillation, Is.EqualTo(distillation).Within(tolerance * Math.Abs(distillation)), $"{what}: distillation");
    }

    private static double Distance(Tensor a, Tensor b) =>
        (a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).square().sum().sqrt().ToDouble();

    private static double Distance(IReadOnlyDictionary<string, Tensor> a, IReadOnlyDictionary<string, Tensor> b) =>
        Math.Sqrt(a.Sum(tensor => Math.Pow(Distance(tensor.Value, b[tensor.Key]), 2)));
}
