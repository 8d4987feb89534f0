using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static class Shaping
        {
            internal static readonly Op view = new("aten::view"), reshape = new("aten::reshape"), permute = new("aten::permute");
            internal static readonly Op transpose = new("aten::transpose", "int"), transpose_ = new("aten::transpose_"), t = new("aten::t");
            internal static readonly Op flatten = new("aten::flatten", "using_ints"), unflatten = new("aten::unflatten", "int");
            internal static readonly Op unsqueeze = new("aten::unsqueeze"), unsqueeze_ = new("aten::unsqueeze_");
            internal static readonly Op squeeze = new("aten::squeeze"), squeezeDim = new("aten::squeeze", "dim");
            internal static readonly Op squeeze_ = new("aten::squeeze_"), squeezeDim_ = new("aten::squeeze_", "dim");
            internal static readonly Op expand = new("aten::expand"), repeat = new("aten::repeat"), tile = new("aten::tile"), broadcast_to = new("aten::broadcast_to");
            internal static readonly Op repeat_interleave = new("aten::repeat_interleave", "self_int"), repeat_interleaveTensor = new("aten::repeat_interleave", "self_Tensor");
            internal static readonly Op movedim = new("aten::movedim", "intlist"), flip = new("aten::flip"), roll = new("aten::roll"), rot90 = new("aten::rot90");
            internal static readonly Op unfold = new("aten::unfold"), unbind = new("aten::unbind", "int"), as_strided = new("aten::as_strided");
            internal static readonly Op split = new("aten::split", "Tensor"), split_with_sizes = new("aten::split_with_sizes"), chunk = new("aten::chunk");
            internal static readonly Op tril = new("aten::tril"), triu = new("aten::triu"), diag = new("aten::diag"), diagonal = new("aten::diagonal");
            internal static readonly Op diag_embed = new("aten::diag_embed"), trace = new("aten::trace");
        }

        public Tensor view(params long[] shape) => Shaping.view.Call(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => Shaping.reshape.Call(this, shape);
        public Tensor reshape(ReadOnlySpan<long> shape) => Shaping.reshape.Call(this, shape.ToArray());
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Shaping.flatten.Call(this, start_dim, end_dim);
        public Tensor ravel() => flatten();
        public Tensor unflatten(long dim, params long[] sizes) => Shaping.unflatten.Call(this, dim, sizes);
        public Tensor permute(params long[] permutation) => Shaping.permute.Call(this, permutation);
        public Tensor transpose(long dim0, long dim1) => Shaping.transpose.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Shaping.transpose_.Mutate(this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor t() => Shaping.t.Call(this);
        public Tensor T => permute([.. Enumerable.Range(0, (int)ndim).Reverse().Select(i => (long)i)]);
        public Tensor mT => transpose(-2, -1);
        public Tensor unsqueeze(long dim) => Shaping.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Shaping.unsqueeze_.Mutate(this, dim);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Shaping.squeezeDim.Call(this, d) : Shaping.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? Shaping.squeezeDim_.Mutate(this, d) : Shaping.squeeze_.Mutate(this);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Shaping.expand.Call(this, sizes.ToArray(), isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Shaping.expand.Call(this, sizes.Shape, isImplicit);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Shaping.expand.Call(this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Shaping.expand.Call(this, sizes);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor broadcast_to(params long[] shape) => Shaping.broadcast_to.Call(this, shape);
        public Tensor repeat(params long[] sizes) => Shaping.repeat.Call(this, sizes);
        public Tensor tile(long[] reps) => Shaping.tile.Call(this, reps);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Shaping.repeat_interleave.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Shaping.repeat_interleaveTensor.Call(this, repeats, dim, output_size);

        public Tensor movedim(long[] source, long[] destination) => Shaping.movedim.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor flip(params long[] dims) => Shaping.flip.Call(this, dims);
        public Tensor fliplr() => flip(1);
        public Tensor flipud() => flip(0);
        public Tensor roll(long shifts, long? dims = null) => roll([shifts], dims is { } d ? [d] : []);
        public Tensor roll(long[] shifts, long[] dims) => Shaping.roll.Call(this, shifts, dims);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Shaping.rot90.Call(this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });
        public Tensor unfold(long dimension, long size, long step) => Shaping.unfold.Call(this, dimension, size, step);
        public Tensor[] unbind(long dimension = 0L) => Shaping.unbind.CallMany(this, dimension);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L) => Shaping.as_strided.Call(this, size, strides, storageOffset);
        public Tensor[] split(long size, long dim = 0) => Shaping.split.CallMany(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Shaping.split_with_sizes.CallMany(this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0L) => Shaping.chunk.CallMany(this, chunks, dim);
        public Tensor tril(long diagonal = 0) => Shaping.tril.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => Shaping.triu.Call(this, diagonal);
        public Tensor diag(long diagonal = 0) => Shaping.diag.Call(this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Shaping.diagonal.Call(this, offset, dim1, dim2);
        public Tensor diag_embed(long offset = 0L, long dim1 = -2L, long dim2 = -1L) => Shaping.diag_embed.Call(this, offset, dim1, dim2);
        public Tensor trace() => Shaping.trace.Call(this);

        /// <summary>Interleaves the channels of groups; the result has the input's memory layout.</summary>
        /// <remarks>Composed of views and one copy: the operator of libtorch 1.13 has no derivative.</remarks>
        /// <exception cref="ArgumentException">Fewer than three dimensions, or groups that do not divide the channels.</exception>
        public Tensor channel_shuffle(long groups)
        {
            if (ndim < 3 || groups < 1 || shape[1] % groups != 0)
                throw new ArgumentException($"{string.Join('×', shape)} cannot be shuffled in {groups} groups: give N×C×… with groups that divide C");
            if (groups == 1)
                return alias();
            using var scope = NewDisposeScope();
            var channelsLast = !is_contiguous() && stride()[1] == 1;
            var rows = channelsLast ? movedim([1], [-1]) : this;
            var channels = channelsLast ? ndim - 1 : 1;
            var shuffled = rows.unflatten(channels, groups, shape[1] / groups).transpose(channels, channels + 1).flatten(channels, channels + 1);
            return (channelsLast ? shuffled.movedim([-1], [1]) : shuffled).MoveToOuterDisposeScope();
        }
    }

    private static readonly Op CatOp = new("aten::cat"), StackOp = new("aten::stack");
    private static readonly Op HstackOp = new("aten::hstack"), VstackOp = new("aten::vstack"), MeshgridOp = new("aten::meshgrid", "indexing");

    /// <exception cref="ArgumentException">No tensors.</exception>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors.Count switch
    {
        0 => throw new ArgumentException("no tensors to join", nameof(tensors)),
        1 => tensors[0].alias(),
        _ => CatOp.Call(List(tensors), dim),
    };

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => StackOp.Call(List(tensors), dim);
    public static Tensor hstack(IList<Tensor> tensors) => HstackOp.Call(List(tensors));
    public static Tensor vstack(IList<Tensor> tensors) => VstackOp.Call(List(tensors));
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => MeshgridOp.CallMany(List(tensors), indexing);

    private static Tensor?[] List(IEnumerable<Tensor> tensors) => tensors as Tensor?[] ?? [.. tensors];

    public static Tensor[] split(Tensor tensor, long split_size_or_sections, long dim = 0L) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0L) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor t(Tensor input) => input.t();
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor tile(Tensor input, long[] reps) => input.tile(reps);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    public static Tensor clone(Tensor input) => input.clone();
    public static long numel(Tensor input) => input.numel();
    public static bool is_floating_point(Tensor input) => input.is_floating_point();
    public static bool is_complex(Tensor input) => input.is_complex();
    public static bool is_tensor(object obj) => obj is Tensor;
}
