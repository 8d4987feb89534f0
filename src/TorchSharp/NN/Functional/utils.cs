using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to gradients.</summary>
        public static partial class utils
        {
            private static readonly Op VectorNorm = new("aten::linalg_vector_norm");
            private static readonly Op Stack = new("aten::stack");
            private static readonly Op Multiply = new("aten::mul_", "Scalar");
            private static readonly Op Clamp = new("aten::clamp_");

            /// <summary>Scales all gradients so that their norm, taken over all together, is at most max_norm.</summary>
            /// <param name="tensors">The parameters.</param>
            /// <param name="max_norm">The largest norm.</param>
            /// <param name="norm_type">The norm's exponent; infinity for the largest element.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                var gradients = tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                    return 0;
                var norms = gradients.Select(gradient => VectorNorm.Call(gradient, norm_type)).ToArray();
                var total = VectorNorm.Call(Stack.Call(norms), norm_type).ToDouble();
                var scale = max_norm / (total + 1e-6);
                if (scale < 1)
                {
                    foreach (var gradient in gradients)
                        Multiply.CallInPlace(gradient, scale);
                }

                return total;
            }

            /// <summary>Clamps every element of the gradients to [−clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var guard = no_grad();
                foreach (var tensor in tensors)
                {
                    using var gradient = tensor.grad;
                    if (gradient is not null)
                        Clamp.CallInPlace(gradient, -clip_value, clip_value);
                }
            }
        }
    }
}
