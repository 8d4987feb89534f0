namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of the learning rate.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>The schedules' classes.</summary>
            public static partial class impl
            {
            }

            /// <summary>
            /// Base of all schedules. A schedule takes its first step when it is made, so that the optimizer then has the rate
            /// of epoch 0; after each epoch (or iteration) <see cref="step()"/> goes on to the next.
            /// </summary>
            public abstract class LRScheduler
            {
                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _base_lrs = [];
                internal IList<double> _last_lrs = [];

                /// <summary>How many steps were made.</summary>
                protected int _step_count;

                /// <summary>For schedules made of others.</summary>
                protected LRScheduler()
                {
                }

                /// <summary>Makes a schedule of an optimizer; the subclass then calls <see cref="step()"/>.</summary>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = optimizer.ParamGroups.Select(group => group.InitialLearningRate).ToList();
                    _last_lrs = optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                }

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to an epoch, or on to the next when null.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = (epoch.HasValue ? get_closed_form_lr() : get_lr()).ToList();
                    foreach (var (group, i) in _optimizer.ParamGroups.Select((group, i) => (group, i)))
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                    }
                }

                /// <summary>Goes on to the next epoch, or to the given one; most schedules do not care for the metric.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates of the epoch just begun, from those the groups have now.</summary>
                protected virtual IEnumerable<double> get_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>The rates of the epoch just begun, from the first ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>The rates of the last step.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                private protected IEnumerable<double> Current(Func<double, double> change)
                    => _optimizer.ParamGroups.Select(group => change(group.LearningRate));
            }
        }
    }
}
