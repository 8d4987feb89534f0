using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and their learning-rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>Base of all optimizers.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            /// <summary>The groups of parameters, each with options of its own.</summary>
            protected IList<ParamGroup> _parameter_groups = new List<ParamGroup>();

            /// <summary>The learning rates of the groups, for schedules.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>All parameters, group by group.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Forgets the gradients of all parameters, or fills them with zeros.</summary>
            /// <param name="set_to_none">True drops the gradients; false keeps their memory and zeroes it.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    GradientReset.Clear(parameter, set_to_none);
            }

            /// <summary>Adds a group of parameters.</summary>
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Changes the parameters once by their gradients.</summary>
            /// <param name="closure">Computes the loss anew, with gradients; its result is given back.</param>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Releases the optimizer's state; the parameters stay.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases the optimizer's state.</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>An optimizer's options by group and its state by parameter, in order.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>The options of each group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The state of each parameter.</summary>
                public List<OptimizerState> State { get; } = [];
            }
        }

        /// <summary>What a schedule sets.</summary>
        public interface ILearningRateController
        {
            /// <summary>The rate now.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate at the start.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>What has a momentum that a schedule may set.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum.</summary>
            double Momentum { get; set; }
        }

        /// <summary>What has two decay rates that a schedule may set.</summary>
        public interface IBetas
        {
            /// <summary>The decay of the gradient's mean and of its square's.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
