using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Runs every operator that this thread calls a second time, on a device, and compares what it gives and changes. For tests.</summary>
/// <remarks>
/// The device's tensors are copies of the arguments as they were before, so that each operator is judged alone. Operators that draw
/// random numbers, or give memory as they find it, are left out.
/// </remarks>
/// <param name="device">The device.</param>
internal sealed class OperatorReplay(torch.Device device) : OperatorObserver
{
    private static readonly string[] LeftOut = ["rand", "empty", "normal_", "uniform_", "bernoulli", "dropout", "multinomial"];

    private const double LeastShare = 1e-4;

    private readonly Dictionary<string, ReplayedOperator> _operators = [];
    private Arg[]? _copies;

    /// <summary>The operators so far by name and overload, each as in its worst call.</summary>
    public IReadOnlyDictionary<string, ReplayedOperator> Operators => _operators;

    internal override void Before(Op op, ReadOnlySpan<Arg> args)
    {
        _copies = null;
        if (LeftOut.Any(op.Name.Contains)) return;
        var originals = args.ToArray();
        Unobserved(() =>
        {
            using var guard = torch.no_grad();
            _copies = Array.ConvertAll(originals, arg => arg.CopiedTo(device));
        });
    }

    internal override void After(Op op, ReadOnlySpan<Arg> args, ReadOnlySpan<IntPtr> results)
    {
        if (_copies is not { } copies) return;
        var (originals, handles) = (args.ToArray(), results.ToArray());
        Unobserved(() =>
        {
            using var scope = torch.NewDisposeScope();
            using var guard = torch.no_grad();
            var worst = Run(op, copies, originals, handles);
            if (!_operators.TryGetValue(op.ToString(), out var before) || worst.IsWorseThan(before)) _operators[op.ToString()] = worst;
            foreach (var copy in copies.SelectMany(copy => copy.Tensors)) copy.Dispose();
        });
        _copies = null;
    }

    /// <summary>
    /// The largest ‖found − expected‖₂ / ‖expected‖₂ in float64 on the processor; infinite where shapes differ. What is nothing beside the
    /// other tensors, such as the running mean of values whose mean is 0, is measured against them.
    /// </summary>
    internal static double Difference(IReadOnlyList<torch.Tensor> expected, IReadOnlyList<torch.Tensor> found)
    {
        double[] norms = [.. expected.Select(tensor => Exact(tensor).norm().item<double>())];
        var least = LeastShare * norms.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return expected.Zip(found, Distance)
            .Select((distance, i) => distance == 0 ? 0 : distance / Math.Max(norms[i], least))
            .Aggregate(0.0, (worst, next) => double.IsNaN(worst) || worst >= next ? worst : next);
    }

    private static double Distance(torch.Tensor expected, torch.Tensor found) =>
        expected.shape.AsSpan().SequenceEqual(found.shape) ? (Exact(found) - Exact(expected)).norm().item<double>() : double.PositiveInfinity;

    private static torch.Tensor Exact(torch.Tensor tensor) => tensor.detach().cpu().to_type(torch.ScalarType.Float64);

    private static ReplayedOperator Run(Op op, Arg[] copies, Arg[] originals, IntPtr[] handles)
    {
        try
        {
            var found = handles.Length == 0 ? CallInPlace(op, copies) : op.CallMany(copies);
            var given = handles.Zip(found).Where(pair => pair.First != IntPtr.Zero).ToArray();
            var results = given.Select(pair => new torch.Tensor(Native.Check(Native.edgekd_tensor_alias(pair.First))));
            return new ReplayedOperator(
                Difference(
                    [.. originals.SelectMany(arg => arg.Tensors), .. results],
                    [.. copies.SelectMany(arg => arg.Tensors), .. given.Select(pair => pair.Second)]),
                null);
        }
        catch (ExternalException e)
        {
            return new ReplayedOperator(double.NaN, e.Message);
        }
    }

    private static torch.Tensor[] CallInPlace(Op op, Arg[] args)
    {
        op.CallInPlace(args);
        return [];
    }
}
