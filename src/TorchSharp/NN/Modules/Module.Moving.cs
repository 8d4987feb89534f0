using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Converts and moves all parameters and buffers; integer tensors keep their type.</summary>
            /// <exception cref="ArgumentException">The type is neither floating nor complex.</exception>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RefuseIntegers(dtype);
                Move(device, dtype, non_blocking);
                return this;
            }

            /// <summary>Moves all parameters and buffers to a device.</summary>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                Move(new Device(deviceType, deviceIndex), null, non_blocking);
                return this;
            }

            /// <summary>Converts all floating-point parameters and buffers.</summary>
            /// <exception cref="ArgumentException">The type is neither floating nor complex.</exception>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RefuseIntegers(dtype);
                Move(null, dtype, non_blocking);
                return this;
            }

            internal T MoveModule<T>(Device? device, ScalarType? dtype)
                where T : Module
            {
                if (device is not null || dtype is not null)
                    Move(device, dtype, false);
                return (T)this;
            }

            // The tensor objects stay and only what they point to changes, so optimizers and fields keep what they hold.
            private void Move(Device? device, ScalarType? dtype, bool nonBlocking)
            {
                using var guard = no_grad();
                foreach (var parameter in parameters())
                    MoveTensor(parameter, device, dtype, nonBlocking);
                foreach (var buffer in buffers())
                    MoveTensor(buffer, device, dtype, nonBlocking);
            }

            private static void MoveTensor(Tensor tensor, Device? device, ScalarType? dtype, bool nonBlocking)
            {
                var isFloating = tensor.is_floating_point() || tensor.is_complex();
                var type = dtype is not null && isFloating ? dtype.Value : tensor.dtype;
                var target = device ?? tensor.device;
                if (type == tensor.dtype && target.type == tensor.device_type &&
                    (target.type == DeviceType.CPU || target.index == tensor.device_index))
                    return;
                using var moved = tensor.to(type, target, non_blocking: nonBlocking);
                using var gradient = tensor.grad;
                if (gradient is not null)
                    tensor.grad = null;
                tensor.SetData(moved);
                if (gradient is null)
                    return;
                using var movedGradient = gradient.to(type, target, non_blocking: nonBlocking);
                tensor.grad = movedGradient;
            }

            private static void RefuseIntegers(ScalarType dtype)
            {
                if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
                    or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }
        }
    }
}
