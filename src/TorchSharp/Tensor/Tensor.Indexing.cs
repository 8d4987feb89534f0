using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static class Indexing
        {
            internal static readonly Op select = new("aten::select", "int"), slice = new("aten::slice", "Tensor");
            internal static readonly Op index = new("aten::index", "Tensor"), index_put_ = new("aten::index_put_");
            internal static readonly Op index_select = new("aten::index_select"), gather = new("aten::gather"), take = new("aten::take");
            internal static readonly Op take_along_dim = new("aten::take_along_dim"), narrow = new("aten::narrow");
            internal static readonly Op scatter = new("aten::scatter", "src"), scatter_ = new("aten::scatter_", "src");
            internal static readonly Op scatter_add = new("aten::scatter_add"), scatter_add_ = new("aten::scatter_add_");
            internal static readonly Op index_add = new("aten::index_add"), index_add_ = new("aten::index_add_");
            internal static readonly Op index_copy = new("aten::index_copy"), index_copy_ = new("aten::index_copy_");
            internal static readonly Op index_fill = new("aten::index_fill", "int_Scalar"), index_fill_ = new("aten::index_fill_", "int_Scalar");
            internal static readonly Op masked_fill = new("aten::masked_fill", "Scalar"), masked_fill_ = new("aten::masked_fill_", "Scalar");
            internal static readonly Op masked_select = new("aten::masked_select"), where = new("aten::where", "self");
            internal static readonly Op nonzero = new("aten::nonzero"), argwhere = new("aten::argwhere");
            internal static readonly Op fill_ = new("aten::fill_", "Scalar"), zero_ = new("aten::zero_");
        }

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Indexing.select.Call(this, 0, i1);
            set => index_put_(value, new TensorIndex[] { i1 });
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(new TensorIndex[] { i1, i2 });
            set => index_put_(value, new TensorIndex[] { i1, i2 });
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(new TensorIndex[] { i1, i2, i3 });
            set => index_put_(value, new TensorIndex[] { i1, i2, i3 });
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(new TensorIndex[] { i1, i2, i3, i4 });
            set => index_put_(value, new TensorIndex[] { i1, i2, i3, i4 });
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Viewed(indices);
            if (tensors is null) return view;
            using (view) return Indexing.index.Call(view, tensors);
        }

        public Tensor index(params Tensor[] indices) => Indexing.index.Call(this, (Tensor?[])indices);

        /// <summary>Writes a tensor, broadcast, into the elements chosen.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, tensors) = Viewed(indices);
            using (view)
            {
                if (tensors is null) view.copy_(value);
                else Put(view, tensors, value);
            }

            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices)
        {
            Put(this, indices, value);
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var tensor = full([], value, dtype, device);
            return index_put_(tensor, indices);
        }

        private static void Put(Tensor target, Tensor?[] indices, Tensor value)
        {
            // index_put_ asks for one element type; an assignment converts, as Python's does.
            using var converted = value.to(target.dtype, target.device);
            Indexing.index_put_.CallInPlace(target, indices, converted);
        }

        // The indices that make views are applied one after the other; what is left is a list for aten::index, or null.
        private (Tensor View, Tensor?[]? Tensors) Viewed(TensorIndex[] indices)
        {
            var specified = indices.Count(i => i.kind is TensorIndex.Kind.Single or TensorIndex.Kind.Slice)
                + indices.Where(i => i.kind == TensorIndex.Kind.Tensor).Sum(i => i.tensor!.dtype == ScalarType.Bool ? (int)i.tensor.ndim : 1);
            var left = Math.Max(0, (int)ndim - specified);
            var view = alias();
            var tensors = new List<Tensor?>();
            var dim = 0;
            foreach (var index in indices)
            {
                switch (index.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = Then(view, Indexing.select.Call(view, dim, index.startIndexOrBoolOrSingle ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        view = Then(view, Indexing.slice.Call(view, dim, index.startIndexOrBoolOrSingle, index.stopIndex, index.step ?? 1));
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += left;
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = Then(view, view.unsqueeze(dim));
                        dim++;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = Then(view, view.unsqueeze(dim));
                        Place(tensors, dim, torch.tensor(index.startIndexOrBoolOrSingle != 0 ? [0L] : Array.Empty<long>()));
                        dim++;
                        break;
                    default:
                        Place(tensors, dim, index.tensor);
                        dim += index.tensor!.dtype == ScalarType.Bool ? (int)index.tensor.ndim : 1;
                        break;
                }
            }

            return (view, tensors.Count == 0 ? null : [.. tensors]);
        }

        private static Tensor Then(Tensor before, Tensor after)
        {
            before.Dispose();
            return after;
        }

        private static void Place(List<Tensor?> tensors, int dim, Tensor? tensor)
        {
            while (tensors.Count < dim) tensors.Add(null);
            tensors.Add(tensor);
        }

        public Tensor select(long dim, long index) => Indexing.select.Call(this, dim, index);
        public Tensor narrow(long dim, long start, long length) => Indexing.narrow.Call(this, dim, start, length);

        /// <exception cref="ArgumentException">A step under 1.</exception>
        public Tensor slice(long dim, long start, long finish, long step) => step < 1
            ? throw new ArgumentException($"step is {step}, but it should always be positive.")
            : Indexing.slice.Call(this, dim, start, finish, step);

        public Tensor index_select(long dim, Tensor index) => Indexing.index_select.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => Indexing.gather.Call(this, dim, index);
        public Tensor take(Tensor index) => Indexing.take.Call(this, index);
        public Tensor take_along_dim(Tensor indices) => Indexing.take_along_dim.Call(this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => Indexing.take_along_dim.Call(this, indices, dim);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Indexing.scatter.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Indexing.scatter_.Mutate(this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Indexing.scatter_add.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Indexing.scatter_add_.Mutate(this, dim, index, src);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Indexing.index_add.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Indexing.index_add_.Mutate(this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Indexing.index_copy.Call(this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Indexing.index_copy_.Mutate(this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Indexing.index_fill.Call(this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Indexing.index_fill_.Mutate(this, dim, index, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Indexing.masked_fill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Indexing.masked_fill_.Mutate(this, mask, value);
        public Tensor masked_select(Tensor mask) => Indexing.masked_select.Call(this, mask);
        public Tensor nonzero() => Indexing.nonzero.Call(this);
        public Tensor argwhere() => Indexing.argwhere.Call(this);
        public Tensor fill_(Scalar value) => Indexing.fill_.Mutate(this, value);
        public Tensor zero_() => Indexing.zero_.Mutate(this);

        /// <summary>This where the condition holds, else y.</summary>
        public Tensor where(Tensor condition, Tensor y) => Indexing.where.Call(condition, this, y);
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor nonzero(Tensor input) => input.nonzero();
    public static Tensor take(Tensor input, Tensor index) => input.take(index);
}
