using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The shape of a tensor. Tuples and numbers become one implicitly; equality is that of the array's identity.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] _shape;

        public Size(long[] shape) => _shape = shape;
        public Size(int[] shape) => _shape = Array.ConvertAll(shape, i => (long)i);
        public Size(long size) => _shape = [size];
        public Size((long, long) size) => _shape = [size.Item1, size.Item2];
        public Size((long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        public Size((long, long, long, long, long, long) size) =>
            _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size(int size) => _shape = [size];
        public Size((int, int) size) => _shape = [size.Item1, size.Item2];
        public Size((int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3];
        public Size((int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);

        public static Size operator +(Size left, Size right) => new([.. left._shape, .. right._shape]);
        public static bool operator ==(Size left, Size right) => left._shape == right._shape;
        public static bool operator !=(Size left, Size right) => left._shape != right._shape;

        public override bool Equals(object? obj) => obj is Size other && _shape.Equals(other._shape);
        public override int GetHashCode() => _shape.GetHashCode();

        public int Length => _shape.Length;
        public long this[int idx] => _shape[idx];
        public long this[long idx] => _shape[(int)idx];
        internal long[] Shape => _shape;

        public long numel()
        {
            long product = 1;
            foreach (var size in _shape) product *= size;
            return product;
        }

        public IEnumerable<long> Take(int i) => _shape.Take(i);
        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_shape).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
