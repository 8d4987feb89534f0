using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam (Kingma and Ba, 2015); its weight decay is part of the gradient.</summary>
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam (Kingma and Ba, 2015); its weight decay is part of the gradient.</summary>
            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters.Select(pair => pair.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam (Kingma and Ba, 2015); its weight decay is part of the gradient.</summary>
            public static Adam Adam(
                IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }

    namespace Modules
    {
        /// <summary>Adam (Kingma and Ba, 2015); its weight decay is part of the gradient.</summary>
        public class Adam : OptimizerHelper, torch.optim.IBetas
        {
            private static readonly Op Sum = new("aten::add", "Tensor");
            private static readonly Op AddScaled = new("aten::add_", "Tensor");
            private static readonly Op Scale = new("aten::mul_", "Scalar");
            private static readonly Op AddSquare = new("aten::addcmul_");
            private static readonly Op AddRatio = new("aten::addcdiv_");
            private static readonly Op Root = new("aten::sqrt");
            private static readonly Op Shift = new("aten::add_", "Scalar");
            private static readonly Op Larger = new("aten::maximum", "out");
            private static readonly Op Negate = new("aten::neg");

            /// <summary>Makes an optimizer of one group.</summary>
            public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
            {
            }

            /// <summary>Makes an optimizer of several groups.</summary>
            /// <exception cref="ArgumentException">A number is out of its range.</exception>
            public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                if (lr < 0)
                    throw new ArgumentException($"Invalid learning rate: {lr}");
                if (eps < 0)
                    throw new ArgumentException($"Invalid ε: {eps}");
                if (beta1 is < 0 or >= 1)
                    throw new ArgumentException($"Invalid beta1: {beta1}");
                if (beta2 is < 0 or >= 1)
                    throw new ArgumentException($"Invalid beta2: {beta2}");
                if (weight_decay < 0)
                    throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    weight_decay = weight_decay,
                    eps = eps,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
                foreach (var group in parameters)
                    add_param_group(group);
            }

            /// <inheritdoc/>
            public (double, double) Betas
            {
                get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
                set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
            }

            /// <inheritdoc/>
            public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
                => _step<ParamGroup>(Update, closure);

            /// <inheritdoc/>
            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var defaults = (Options)_defaults;
                param_group.Options ??= new Options();
                var options = (Options)param_group.Options;
                options.LearningRate ??= defaults.LearningRate;
                options.beta1 ??= defaults.beta1;
                options.beta2 ??= defaults.beta2;
                options.weight_decay ??= defaults.weight_decay;
                options.eps ??= defaults.eps;
                options.amsgrad ??= defaults.amsgrad;
                options.maximize ??= defaults.maximize;
                options.InitialLearningRate = options.LearningRate!.Value;
                Add(param_group, parameter => new State(parameter));
            }

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                var lr = options.LearningRate!.Value;
                var beta1 = options.beta1!.Value;
                var beta2 = options.beta2!.Value;
                var weightDecay = options.weight_decay!.Value;
                foreach (var parameter in group.Parameters)
                {
                    var gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    if (options.maximize!.Value)
                        gradient = Negate.Call(gradient);
                    if (weightDecay != 0)
                        gradient = Sum.Call(gradient, parameter, weightDecay);
                    var state = (State)_state[parameter];
                    state.Begin(parameter, options.amsgrad!.Value);
                    state.step++;
                    Scale.CallInPlace(state.exp_avg, beta1);
                    AddScaled.CallInPlace(state.exp_avg, gradient, 1 - beta1);
                    Scale.CallInPlace(state.exp_avg_sq, beta2);
                    AddSquare.CallInPlace(state.exp_avg_sq, gradient, gradient, 1 - beta2);
                    var square = state.exp_avg_sq;
                    if (state.max_exp_avg_sq is not null)
                    {
                        Larger.CallInPlace(state.max_exp_avg_sq, state.exp_avg_sq, state.max_exp_avg_sq);
                        square = state.max_exp_avg_sq;
                    }

                    var root = Root.Call(square);
                    Scale.CallInPlace(root, 1 / Math.Sqrt(1 - Math.Pow(beta2, state.step)));
                    Shift.CallInPlace(root, options.eps!.Value);
                    AddRatio.CallInPlace(parameter, state.exp_avg, root, -lr / (1 - Math.Pow(beta1, state.step)));
                }
            }

            /// <summary>The moments of one parameter's gradient.</summary>
            public class State : OptimizerState, IDisposable
            {
                /// <summary>How many steps were made.</summary>
                public long step;

                /// <summary>The decaying mean of the gradient; null before the first step.</summary>
                public torch.Tensor? exp_avg;

                /// <summary>The decaying mean of its square; null before the first step.</summary>
                public torch.Tensor? exp_avg_sq;

                /// <summary>The largest of those so far, where it is used.</summary>
                public torch.Tensor? max_exp_avg_sq;

                /// <summary>Makes the state of this parameter.</summary>
                public State(Parameter parameter)
                    : base(parameter)
                {
                }

                internal void Begin(Parameter parameter, bool amsgrad)
                {
                    exp_avg ??= Allocation.Like(parameter);
                    exp_avg_sq ??= Allocation.Like(parameter);
                    if (amsgrad)
                        max_exp_avg_sq ??= Allocation.Like(parameter);
                }

                /// <inheritdoc/>
                public void Dispose()
                {
                    exp_avg?.Dispose();
                    exp_avg_sq?.Dispose();
                    max_exp_avg_sq?.Dispose();
                }

                /// <inheritdoc/>
                public override void to(torch.Device device)
                {
                    MoveOptional(ref exp_avg, device);
                    MoveOptional(ref exp_avg_sq, device);
                    MoveOptional(ref max_exp_avg_sq, device);
                }

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    Begin(Parameter!, false);
                    writer.Write(step);
                    StateFile.WriteTensor(writer, exp_avg!);
                    StateFile.WriteTensor(writer, exp_avg_sq!);
                    WriteOptional(writer, max_exp_avg_sq);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    Begin(Parameter!, false);
                    step = reader.ReadInt64();
                    StateFile.ReadTensorInto(reader, exp_avg!, nameof(exp_avg));
                    StateFile.ReadTensorInto(reader, exp_avg_sq!, nameof(exp_avg_sq));
                    ReadOptional(reader, ref max_exp_avg_sq, nameof(max_exp_avg_sq));
                }

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerState source)
                {
                    var state = (State)source;
                    step = state.step;
                    CopyOptional(ref exp_avg, state.exp_avg);
                    CopyOptional(ref exp_avg_sq, state.exp_avg_sq);
                    CopyOptional(ref max_exp_avg_sq, state.max_exp_avg_sq);
                }

                /// <inheritdoc/>
                public override bool ApproximatelyEquals(OptimizerState other)
                    => other is State state && step == state.step && NearlyEqual(exp_avg, state.exp_avg)
                        && NearlyEqual(exp_avg_sq, state.exp_avg_sq) && NearlyEqual(max_exp_avg_sq, state.max_exp_avg_sq);
            }

            /// <summary>What can be set for a group.</summary>
            public class Options : OptimizerOptions
            {
                /// <summary>The decay of the gradient's mean.</summary>
                public double? beta1;

                /// <summary>The decay of the gradient's squared mean.</summary>
                public double? beta2;

                /// <summary>The weight decay.</summary>
                public double? weight_decay;

                /// <summary>What is added to the root.</summary>
                public double? eps;

                /// <summary>Whether the largest squared mean so far is used.</summary>
                public bool? amsgrad;

                /// <summary>Whether the loss is made large instead.</summary>
                public bool? maximize;

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(beta1!.Value);
                    writer.Write(beta2!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(amsgrad!.Value);
                    writer.Write(maximize!.Value);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    beta1 = reader.ReadDouble();
                    beta2 = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    eps = reader.ReadDouble();
                    amsgrad = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var options = (Options)source;
                    beta1 = options.beta1;
                    beta2 = options.beta2;
                    weight_decay = options.weight_decay;
                    eps = options.eps;
                    amsgrad = options.amsgrad;
                    maximize = options.maximize;
                }
            }

            /// <summary>Parameters that share options.</summary>
            public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
            {
                /// <summary>Makes an empty group.</summary>
                public ParamGroup()
                {
                }

                /// <summary>Makes a group.</summary>
                public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                    : base(parameters, options)
                {
                }

                /// <summary>Makes a group.</summary>
                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        weight_decay = weight_decay,
                        eps = eps,
                        amsgrad = amsgrad,
                        maximize = maximize,
                    })
                {
                }

                /// <inheritdoc/>
                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }
        }
    }
}
