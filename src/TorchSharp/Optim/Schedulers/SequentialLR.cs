namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One schedule after another; at each milestone the next begins at its epoch 0.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    /// <summary>Makes the schedule and takes its first step.</summary>
                    /// <param name="optimizer">What has the rates.</param>
                    /// <param name="schedulers">The schedules, all of this optimizer.</param>
                    /// <param name="milestones">The epochs at which the second and further schedules begin.</param>
                    /// <param name="last_epoch">The epoch before the first.</param>
                    /// <exception cref="ArgumentException">A schedule is of another optimizer, or the numbers do not fit.</exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1, false)
                    {
                        _schedulers = schedulers.ToArray();
                        _milestones = milestones.ToArray();
                        if (_schedulers.Any(scheduler => scheduler._optimizer != optimizer))
                            throw new ArgumentException("The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException($"Received {_schedulers.Length} schedulers and {_milestones.Length} milestones; one milestone less than schedulers is needed.");
                        // Each sub-schedule took a first step when it was made: undo them, and take only the first one's.
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in _schedulers)
                            scheduler._last_epoch -= 1;
                        _schedulers[0].step();
                        _last_lrs = _schedulers[0]._last_lrs.ToList();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var active = _milestones.Count(milestone => milestone <= _last_epoch);
                        if (active > 0 && _milestones[active - 1] == _last_epoch)
                            _schedulers[active].step(0);
                        else
                            _schedulers[active].step();
                        return Current(lr => lr);
                    }
                }
            }

            /// <summary>One schedule after another; at each milestone the next begins at its epoch 0.</summary>
            /// <param name="optimizer">What has the rates.</param>
            /// <param name="schedulers">The schedules, all of this optimizer.</param>
            /// <param name="milestones">The epochs at which the second and further schedules begin.</param>
            /// <param name="last_epoch">The epoch before the first.</param>
            public static LRScheduler SequentialLR(
                Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                => new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);
        }
    }
}
