using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, copied to the CPU first where they are not there.</summary>
        /// <exception cref="ArgumentException">T is not the element type.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new Utils.TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <exception cref="ArgumentException">Not exactly one element, or T is not the element type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>()[0];
        }

        /// <summary>The raw bytes of a contiguous tensor on the CPU. They live as long as the tensor does.</summary>
        /// <exception cref="InvalidOperationException">Not on the CPU, or not contiguous.</exception>
        /// <exception cref="ArgumentException">Over 2 GiB, or of another length when set.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                var length = NumberOfElements * ElementSize;
                if (length > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return length == 0 ? [] : new Span<byte>((void*)DataPointer(), (int)length);
            }
            set
            {
                var target = bytes;
                if (target.Length != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(target);
            }
        }

        /// <summary>The address of the first element, on whatever device.</summary>
        internal IntPtr DataPointer()
        {
            var address = Native.edgekd_tensor_data(Handle);
            if (address == IntPtr.Zero && NumberOfElements != 0) Native.Throw();
            return address;
        }

        public Scalar ToScalar()
        {
            // One element read through libtorch: it may lie on another device or be a half.
            using var real = is_floating_point() ? to_type(ScalarType.Float64) : to_type(ScalarType.Int64);
            using var one = real.cpu();
            if (one.numel() != 1)
                throw new System.Runtime.InteropServices.ExternalException("a Tensor with " + one.numel() + " elements cannot be converted to Scalar");
            if (dtype == ScalarType.Bool) return one.data<long>()[0] != 0;
            return one.dtype == ScalarType.Float64 ? one.data<double>()[0] : one.data<long>()[0];
        }

        public double ReadCpuDouble(long i) => Utils.TensorAccessor<double>.ReadItemAt(this, i);
        public float ReadCpuSingle(long i) => Utils.TensorAccessor<float>.ReadItemAt(this, i);
        public int ReadCpuInt32(long i) => Utils.TensorAccessor<int>.ReadItemAt(this, i);
        public long ReadCpuInt64(long i) => Utils.TensorAccessor<long>.ReadItemAt(this, i);
        public byte ReadCpuByte(long i) => Utils.TensorAccessor<byte>.ReadItemAt(this, i);
        public sbyte ReadCpuSByte(long i) => Utils.TensorAccessor<sbyte>.ReadItemAt(this, i);
        public short ReadCpuInt16(long i) => Utils.TensorAccessor<short>.ReadItemAt(this, i);
        public bool ReadCpuBool(long i) => Utils.TensorAccessor<bool>.ReadItemAt(this, i);
        public T ReadCpuValue<T>(long i) where T : unmanaged => Utils.TensorAccessor<T>.ReadItemAt(this, i);

        internal void ValidateType(Type dotnetType)
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(System.Numerics.Complex),
                _ => null,
            };
            if (expected != dotnetType) throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}");
        }
    }
}
