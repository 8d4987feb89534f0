using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors with first values. All work in place, outside autograd, and give back the tensor they were given.</summary>
        public static class init
        {
            private static readonly Op Fill = new("aten::fill_", "Scalar");
            private static readonly Op Uniform = new("aten::uniform_");
            private static readonly Op Normal = new("aten::normal_");
            private static readonly Op Erfinv = new("aten::erfinv_");
            private static readonly Op Multiply = new("aten::mul_", "Scalar");
            private static readonly Op Add = new("aten::add_", "Scalar");
            private static readonly Op Clamp = new("aten::clamp_");
            private static readonly Op Eye = new("aten::eye", "m_out");
            private static readonly Op Select = new("aten::select", "int");

            /// <summary>What comes after a layer; decides the gain.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>A convolution.</summary>
                Conv1D = 1,

                /// <summary>A convolution.</summary>
                Conv2D = 2,

                /// <summary>A convolution.</summary>
                Conv3D = 3,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose1D = 4,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose2D = 5,

                /// <summary>A transposed convolution.</summary>
                ConvTranspose3D = 6,

                /// <summary>The logistic function.</summary>
                Sigmoid = 7,

                /// <summary>The hyperbolic tangent.</summary>
                Tanh = 8,

                /// <summary>max(0, x).</summary>
                ReLU = 9,

                /// <summary>max(0, x) + slope · min(0, x).</summary>
                LeakyReLU = 10,
            }

            /// <summary>Which fan keeps its variance: the inputs' in the forward pass or the outputs' in the backward pass.</summary>
            public enum FanInOut
            {
                /// <summary>The inputs of one output.</summary>
                FanIn = 0,

                /// <summary>The outputs of one input.</summary>
                FanOut = 1,
            }

            /// <summary>The gain that keeps the variance through a nonlinearity (He et al., 2015): 5/3 for tanh, √2 for ReLU, √(2/(1 + slope²)) for leaky ReLU, else 1.</summary>
            /// <param name="nonlinearity">What follows the layer.</param>
            /// <param name="param">The negative slope of a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1.0,
            };

            /// <summary>Fills with ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1.0);

            /// <summary>Fills with zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0.0);

            /// <summary>Fills with one value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var guard = no_grad();
                Fill.CallInPlace(tensor, val);
                return tensor;
            }

            /// <summary>Fills with values drawn evenly from [low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var guard = no_grad();
                Uniform.CallInPlace(tensor, low, high, generator);
                return tensor;
            }

            /// <summary>Fills with values of the normal distribution.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var guard = no_grad();
                Normal.CallInPlace(tensor, mean, std, generator);
                return tensor;
            }

            /// <summary>Fills with values of the normal distribution cut off at a and b, by the inverse of its distribution function.</summary>
            public static Tensor trunc_normal_(
                Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                using var guard = no_grad();
                static double Below(double x) => MathFunctions.NormalCdf(x);
                var low = Below((a - mean) / std);
                var high = Below((b - mean) / std);
                Uniform.CallInPlace(tensor, 2 * low - 1, 2 * high - 1, generator);
                Erfinv.CallInPlace(tensor);
                Multiply.CallInPlace(tensor, std * Math.Sqrt(2));
                Add.CallInPlace(tensor, mean);
                Clamp.CallInPlace(tensor, a, b);
                return tensor;
            }

            /// <summary>Fills a matrix with ones on its diagonal and zeros elsewhere.</summary>
            /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2)
                    throw new ArgumentException("Only tensors with 2 dimensions are supported");
                using var guard = no_grad();
                var shape = tensor.shape;
                Eye.CallInPlace(shape[0], shape[1], tensor);
                return tensor;
            }

            /// <summary>Fills a convolution's weight so that it passes its input on: 1 at the kernel's centre of channel i to i.</summary>
            /// <exception cref="ArgumentException">The tensor has not 3 to 5 dimensions.</exception>
            public static Tensor dirac_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5)
                    throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported");
                using var guard = no_grad();
                zeros_(tensor);
                for (var channel = 0L; channel < Math.Min(shape[0], shape[1]); channel++)
                {
                    var at = tensor.alias();
                    foreach (var index in shape[2..].Select(size => size / 2).Prepend(channel).Prepend(channel))
                    {
                        var next = Select.Call(at, 0, index);
                        at.Dispose();
                        at = next;
                    }

                    Fill.CallInPlace(at, 1.0);
                    at.Dispose();
                }

                return tensor;
            }

            /// <summary>Fills with values drawn evenly within ±gain·√(3/fan) (He et al., 2015).</summary>
            /// <param name="tensor">Out × in × kernel.</param>
            /// <param name="a">The negative slope of the leaky ReLU that follows.</param>
            /// <param name="mode">Which fan keeps its variance.</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Fills with normal values of deviation gain/√fan (He et al., 2015).</summary>
            /// <inheritdoc cref="kaiming_uniform_"/>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
                => normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Fills with values drawn evenly within ±gain·√(6/(fan in + fan out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var bound = Math.Sqrt(3.0) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Fills with normal values of deviation gain·√(2/(fan in + fan out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>The same as <see cref="xavier_uniform_"/>.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <summary>The same as <see cref="xavier_normal_"/>.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>How many inputs an output of the layer has, and how many outputs an input.</summary>
            /// <param name="tensor">Out × in × kernel.</param>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = 1L;
                foreach (var size in shape.AsSpan(2))
                    field *= size;
                return (shape[1] * field, shape[0] * field);
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var fan = mode == FanInOut.FanIn ? fanIn : fanOut;
                // A layer without inputs has nothing to draw.
                return fan == 0 ? 0 : calculate_gain(nonlinearity, a) / Math.Sqrt(fan);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }
        }
    }
}
