#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>
/// One operation on many tensors at once, in place and outside autograd: what optimizers and moving averages do. With the
/// system's libtorch a list takes one call into it, in the real packages one call a tensor; the results are the same.
/// </summary>
public static class Foreach
{
#if EDGEKD_SYSTEM
    private static readonly Op AddList = new("aten::_foreach_add_", "List");
    private static readonly Op MulScalar = new("aten::_foreach_mul_", "Scalar");
    private static readonly Op AddcmulScalar = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Op AddcdivScalar = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Op SqrtList = new("aten::_foreach_sqrt");
    private static readonly Op AddScalar = new("aten::_foreach_add_", "Scalar");
    private static readonly Op ZeroList = new("aten::_foreach_zero_");
#endif

    /// <summary>self ← self + alpha·other.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static void Add(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> other, double alpha)
    {
        Match(self, other);
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        AddList.CallInPlace(Array(self), Array(other), alpha);
#else
        using var scope = NewDisposeScope();
        for (var i = 0; i < self.Count; i++)
            self[i].add_(other[i], alpha);
#endif
    }

    /// <summary>self ← self + scalar.</summary>
    public static void Add(IReadOnlyList<Tensor> self, double scalar)
    {
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        AddScalar.CallInPlace(Array(self), scalar);
#else
        using var scope = NewDisposeScope();
        foreach (var tensor in self)
            tensor.add_(scalar);
#endif
    }

    /// <summary>self ← scalar·self.</summary>
    public static void Mul(IReadOnlyList<Tensor> self, double scalar)
    {
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        MulScalar.CallInPlace(Array(self), scalar);
#else
        using var scope = NewDisposeScope();
        foreach (var tensor in self)
            tensor.mul_(scalar);
#endif
    }

    /// <summary>self ← (1 − weight)·self + weight·end.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static void Lerp(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> end, double weight)
    {
        Match(self, end);
        Mul(self, 1 - weight);
        Add(self, end, weight);
    }

    /// <summary>self ← self + value·first·second.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static void AddProduct(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, double value)
    {
        Match(self, first);
        Match(self, second);
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        AddcmulScalar.CallInPlace(Array(self), Array(first), Array(second), value);
#else
        using var scope = NewDisposeScope();
        for (var i = 0; i < self.Count; i++)
            self[i].addcmul_(first[i], second[i], value);
#endif
    }

    /// <summary>self ← self + value·numerator / denominator.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static void AddQuotient(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> numerator, IReadOnlyList<Tensor> denominator, double value)
    {
        Match(self, numerator);
        Match(self, denominator);
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        AddcdivScalar.CallInPlace(Array(self), Array(numerator), Array(denominator), value);
#else
        using var scope = NewDisposeScope();
        for (var i = 0; i < self.Count; i++)
            self[i].addcdiv_(numerator[i], denominator[i], value);
#endif
    }

    /// <summary>The square roots, as new tensors.</summary>
    public static Tensor[] Sqrt(IReadOnlyList<Tensor> self)
    {
        if (self.Count == 0)
            return [];
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        return SqrtList.CallMany((Arg)Array(self));
#else
        return self.Select(tensor => tensor.sqrt()).ToArray();
#endif
    }

    /// <summary>self ← 0.</summary>
    public static void Zero(IReadOnlyList<Tensor> self)
    {
        if (self.Count == 0)
            return;
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        ZeroList.CallInPlace((Arg)Array(self));
#else
        using var scope = NewDisposeScope();
        foreach (var tensor in self)
            tensor.zero_();
#endif
    }

    private static void Match(IReadOnlyList<Tensor> self, IReadOnlyList<Tensor> other)
    {
        if (self.Count != other.Count)
            throw new ArgumentException($"lists of {self.Count} and {other.Count} tensors do not match");
    }

#if EDGEKD_SYSTEM
    private static Tensor[] Array(IReadOnlyList<Tensor> tensors) => tensors as Tensor[] ?? [.. tensors];
#endif
}
