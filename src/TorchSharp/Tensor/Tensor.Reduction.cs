using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static class Reduction
        {
            internal static readonly Op sum = new("aten::sum"), sumDims = new("aten::sum", "dim_IntList");
            internal static readonly Op mean = new("aten::mean"), meanDims = new("aten::mean", "dim");
            internal static readonly Op prod = new("aten::prod"), prodDim = new("aten::prod", "dim_int");
            internal static readonly Op std = new("aten::std"), stdDims = new("aten::std", "dim");
            internal static readonly Op var = new("aten::var"), varDims = new("aten::var", "dim");
            internal static readonly Op var_mean = new("aten::var_mean"), var_meanDims = new("aten::var_mean", "dim");
            internal static readonly Op std_mean = new("aten::std_mean"), std_meanDims = new("aten::std_mean", "dim");
            internal static readonly Op max = new("aten::max"), maxDim = new("aten::max", "dim"), min = new("aten::min"), minDim = new("aten::min", "dim");
            internal static readonly Op amax = new("aten::amax"), amin = new("aten::amin"), aminmax = new("aten::aminmax");
            internal static readonly Op argmax = new("aten::argmax"), argmin = new("aten::argmin"), argsort = new("aten::argsort");
            internal static readonly Op all = new("aten::all"), allDim = new("aten::all", "dim"), any = new("aten::any"), anyDim = new("aten::any", "dim");
            internal static readonly Op sort = new("aten::sort", "stable"), topk = new("aten::topk"), kthvalue = new("aten::kthvalue"), median = new("aten::median");
            internal static readonly Op norm = new("aten::norm", "Scalar"), normDim = new("aten::norm", "ScalarOpt_dim");
            internal static readonly Op logsumexp = new("aten::logsumexp"), cumsum = new("aten::cumsum"), cumprod = new("aten::cumprod");
            internal static readonly Op quantile = new("aten::quantile"), count_nonzero = new("aten::count_nonzero", "dim_IntList");
            internal static readonly Op softmax = new("aten::softmax", "int"), log_softmax = new("aten::log_softmax", "int");
            internal static readonly Op unique = new("aten::_unique2"), bincount = new("aten::bincount"), histc = new("aten::histc");
            internal static readonly Op bucketize = new("aten::bucketize", "Tensor"), nansum = new("aten::nansum");
        }

        public Tensor sum(ScalarType? type = null) => Reduction.sum.Call(this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Reduction.sumDims.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => Reduction.sumDims.Call(this, dim.ToArray(), keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Reduction.sumDims.Call(this, dim, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);
        public Tensor nansum() => Reduction.nansum.Call(this);
        public Tensor mean() => Reduction.mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Reduction.meanDims.Call(this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Reduction.prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Reduction.prodDim.Call(this, dim, keepdim, type);

        /// <param name="unbiased">Divide by n − 1 rather than n.</param>
        public Tensor std(bool unbiased = true) => Reduction.std.Call(this, unbiased);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Reduction.stdDims.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2], unbiased, keepdim, type);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <inheritdoc cref="std(bool)"/>
        public Tensor var(bool unbiased = true) => Reduction.var.Call(this, unbiased);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Reduction.varDims.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2], unbiased, keepdim, type);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Two(Reduction.std_mean.CallMany(this, unbiased));
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Two(Reduction.std_meanDims.CallMany(this, dimensions, unbiased, keepdim));
        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => Two(Reduction.var_mean.CallMany(this, unbiased));
        public (Tensor @var, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Two(Reduction.var_meanDims.CallMany(this, dimensions, unbiased, keepdim));

        public Tensor max() => Reduction.max.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Two(Reduction.maxDim.CallMany(this, dim, keepdim));
        public Tensor min() => Reduction.min.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Two(Reduction.minDim.CallMany(this, dim, keepdim));

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Reduction.amax.Call(this, dims, keepdim));
        public Tensor amax(params long[] dims) => Reduction.amax.Call(this, dims);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Reduction.amin.Call(this, dims, keepdim));
        public Tensor amin(params long[] dims) => Reduction.amin.Call(this, dims);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Two(Reduction.aminmax.CallMany(this, dim, keepdim));

        public Tensor argmax() => Reduction.argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Reduction.argmax.Call(this, dim, keepdim);
        public Tensor argmin() => Reduction.argmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Reduction.argmin.Call(this, dim, keepdim);
        public Tensor argsort(long dim = -1, bool descending = false) => Reduction.argsort.Call(this, dim, descending);
        public Tensor all() => Reduction.all.Call(this);
        public Tensor all(long dim, bool keepdim = false) => Reduction.allDim.Call(this, dim, keepdim);
        public Tensor any() => Reduction.any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => Reduction.anyDim.Call(this, dim, keepdim);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Two(Reduction.sort.CallMany(this, stable, dim, descending));

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Two(Reduction.topk.CallMany(this, k, dim, largest, sorted));

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Two(Reduction.kthvalue.CallMany(this, k, dim ?? -1, keepdim));

        public Tensor median() => Reduction.median.Call(this);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Reduction.quantile.Call(this, q, dim, keepdim);
        public Tensor norm(float p = 2.0f) => Reduction.norm.Call(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Reduction.normDim.Call(this, p, dim, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Reduction.logsumexp.Call(this, dim, keepdim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Reduction.cumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Reduction.cumprod.Call(this, dim, type);
        public Tensor count_nonzero(long[]? dims = null) => Reduction.count_nonzero.Call(this, dims ?? []);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Reduction.softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Reduction.log_softmax.Call(this, dim, dtype);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Reduction.bincount.Call(this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Reduction.histc.Call(this, bins, min, max);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Reduction.bucketize.Call(this, boundaries, outInt32, right);

        private static (Tensor, Tensor) Two(Tensor[] results) => (results[0], results[1]);

        private static Tensor Typed(Tensor result, ScalarType? type)
        {
            if (type is not { } wanted || wanted == result.dtype) return result;
            using (result) return result.to_type(wanted);
        }

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null) return result;
            using (result) return target.copy_(result);
        }
    }

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);
    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);
    public static Tensor mean(Tensor input) => input.mean();
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => input.mean(dimensions, keepdim, type);
    public static Tensor prod(Tensor input, ScalarType? type = null) => input.prod(type);
    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);
    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);
    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);
    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);
    public static Tensor max(Tensor input) => input.max();
    public static Tensor max(Tensor input, Tensor other) => input.maximum(other);
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);
    public static Tensor min(Tensor input) => input.min();
    public static Tensor min(Tensor input, Tensor other) => input.minimum(other);
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);
    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amax(dims, keepdim, @out);
    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amin(dims, keepdim, @out);
    public static Tensor argmax(Tensor input) => input.argmax();
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);
    public static Tensor argmin(Tensor input) => input.argmin();
    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);
    public static Tensor all(Tensor input) => input.all();
    public static Tensor any(Tensor input) => input.any();
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);
    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);
    public static (Tensor values, Tensor indices) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        tensor.topk(k, dim, largest, sorted);
    public static Tensor norm(Tensor input, float p = 2.0f) => input.norm(p);
    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2.0f) => input.norm(dimension, keepdim, p);
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);
    public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
    public static Tensor median(Tensor input) => input.median();
    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);

    public static class special
    {
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
        public static Tensor expit(Tensor input) => input.sigmoid();
    }
}
