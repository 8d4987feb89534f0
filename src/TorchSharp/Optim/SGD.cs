using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent with momentum (Sutskever et al., 2013), in PyTorch's form: v ← μ·v + (1 − τ)·(g + λ·p), p ← p − η·v.</summary>
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Stochastic gradient descent with momentum (Sutskever et al., 2013), in PyTorch's form: v ← μ·v + (1 − τ)·(g + λ·p), p ← p − η·v.</summary>
            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters.Select(pair => pair.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Stochastic gradient descent with momentum (Sutskever et al., 2013), in PyTorch's form: v ← μ·v + (1 − τ)·(g + λ·p), p ← p − η·v.</summary>
            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }

    namespace Modules
    {
        /// <summary>Stochastic gradient descent with momentum (Sutskever et al., 2013), in PyTorch's form: v ← μ·v + (1 − τ)·(g + λ·p), p ← p − η·v.</summary>
        public class SGD : OptimizerHelper, torch.optim.IMomentum
        {
            private static readonly Op Sum = new("aten::add", "Tensor");
            private static readonly Op AddInPlace = new("aten::add_", "Tensor");
            private static readonly Op Scale = new("aten::mul_", "Scalar");

            /// <summary>Makes an optimizer of one group.</summary>
            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
            {
            }

            /// <summary>Makes an optimizer of several groups.</summary>
            /// <exception cref="ArgumentException">A number is out of its range.</exception>
            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            {
                if (lr < 0)
                    throw new ArgumentException($"Invalid learning rate: {lr}");
                if (momentum < 0)
                    throw new ArgumentException($"Invalid momentum value: {momentum}");
                if (weight_decay < 0)
                    throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
                if (nesterov && (momentum <= 0 || dampening != 0))
                    throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
                    maximize = maximize,
                };
                foreach (var group in parameters)
                    add_param_group(group);
            }

            /// <inheritdoc/>
            public double Momentum
            {
                get => ((Options)_defaults).momentum!.Value;
                set => ((Options)_defaults).momentum = value;
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
                options.momentum ??= defaults.momentum;
                options.dampening ??= defaults.dampening;
                options.weight_decay ??= defaults.weight_decay;
                options.nesterov ??= defaults.nesterov;
                options.maximize ??= defaults.maximize;
                options.InitialLearningRate = options.LearningRate!.Value;
                Add(param_group, parameter => new State(parameter));
            }

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                var lr = options.LearningRate!.Value;
                var momentum = options.momentum!.Value;
                var weightDecay = options.weight_decay!.Value;
                var maximize = options.maximize!.Value;
                foreach (var parameter in group.Parameters)
                {
                    var gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    if (maximize && weightDecay != 0)
                    {
                        // Weights shrink whichever way the loss goes.
                        gradient = Sum.Call(gradient, parameter, -weightDecay);
                    }
                    else if (weightDecay != 0)
                    {
                        gradient = Sum.Call(gradient, parameter, weightDecay);
                    }

                    if (momentum != 0)
                    {
                        var state = (State)_state[parameter.Handle];
                        if (state.momentum_buffer is null)
                        {
                            state.momentum_buffer = Allocation.Copy(gradient);
                        }
                        else
                        {
                            Scale.CallInPlace(state.momentum_buffer, momentum);
                            AddInPlace.CallInPlace(state.momentum_buffer, gradient, 1 - options.dampening!.Value);
                        }

                        gradient = options.nesterov!.Value ? Sum.Call(gradient, state.momentum_buffer, momentum) : state.momentum_buffer!;
                    }

                    AddInPlace.CallInPlace(parameter, gradient, maximize ? lr : -lr);
                }
            }

            /// <summary>The velocity of one parameter.</summary>
            public class State : OptimizerState, IDisposable
            {
                /// <summary>The velocity; null before the first step.</summary>
                public torch.Tensor? momentum_buffer;

                /// <summary>Makes the state of this parameter.</summary>
                public State(Parameter parameter)
                    : base(parameter)
                {
                }

                /// <inheritdoc/>
                public void Dispose() => momentum_buffer?.Dispose();

                /// <inheritdoc/>
                public override void Initialize(OptimizerOptions options) => CopyOptional(ref momentum_buffer, null);

                /// <inheritdoc/>
                public override void to(torch.Device device) => MoveOptional(ref momentum_buffer, device);

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer) => WriteOptional(writer, momentum_buffer);

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader) => ReadOptional(reader, ref momentum_buffer, "momentum_buffer");

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerState source)
                    => CopyOptional(ref momentum_buffer, ((State)source).momentum_buffer);

                /// <inheritdoc/>
                public override bool ApproximatelyEquals(OptimizerState other)
                    => other is State state && NearlyEqual(momentum_buffer, state.momentum_buffer);
            }

            /// <summary>What can be set for a group.</summary>
            public class Options : OptimizerOptions
            {
                /// <summary>The share of the old velocity (μ).</summary>
                public double? momentum;

                /// <summary>What the gradient's share in the velocity lacks to 1 (τ).</summary>
                public double? dampening;

                /// <summary>The weight of the squared norm's gradient (λ).</summary>
                public double? weight_decay;

                /// <summary>Whether the step looks ahead by the velocity.</summary>
                public bool? nesterov;

                /// <summary>Whether the loss is made large instead.</summary>
                public bool? maximize;

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(momentum!.Value);
                    writer.Write(dampening!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(nesterov!.Value);
                    writer.Write(maximize!.Value);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    momentum = reader.ReadDouble();
                    dampening = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    nesterov = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var options = (Options)source;
                    momentum = options.momentum;
                    dampening = options.dampening;
                    weight_decay = options.weight_decay;
                    nesterov = options.nesterov;
                    maximize = options.maximize;
                }
            }

            /// <summary>Parameters that share options.</summary>
            public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
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
                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    })
                {
                }

                /// <inheritdoc/>
                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }
        }
    }
}
