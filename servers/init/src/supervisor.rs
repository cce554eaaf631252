//! What runs, what waits, what is started again and when. No processes and no clock of its own:
//! `main.rs` tells it what happened and does what it answers.

use crate::unit::{Ready, Restart, Unit};
use std::collections::BTreeMap;
use std::time::Duration;

/// First pause before a restart; it doubles with each quick end.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A service that ran this long is taken to be well: its pause starts anew.
const WELL_AFTER: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Waits for others to be ready.
    Waiting,
    Running {
        pid: i32,
        since: Duration,
        ready: bool,
    },
    /// Waits to be started again.
    Pausing {
        until: Duration,
    },
    Ended,
}

#[derive(Debug)]
struct Service {
    unit: Unit,
    state: State,
    pause: Duration,
    /// Was ready once: a restart does not hold back those that started since.
    was_ready: bool,
}

/// All services. Times are since any fixed moment.
#[derive(Debug)]
pub struct Supervisor {
    services: BTreeMap<String, Service>,
    stopping: bool,
}

impl Supervisor {
    pub fn new(units: BTreeMap<String, Unit>) -> Self {
        let service = |unit| Service {
            unit,
            state: State::Waiting,
            pause: FIRST_PAUSE,
            was_ready: false,
        };
        let services = units
            .into_iter()
            .map(|(name, unit)| (name, service(unit)))
            .collect();
        Self {
            services,
            stopping: false,
        }
    }

    /// Services to start now. Report each with [`Self::started`] or [`Self::failed_to_start`].
    pub fn due(&self, now: Duration) -> Vec<(String, Unit)> {
        if self.stopping {
            return Vec::new();
        }
        let ready = |name: &String| self.services.get(name).is_some_and(|other| other.was_ready);
        self.services
            .iter()
            .filter(|(_, service)| match service.state {
                State::Waiting => service.unit.after.iter().all(ready),
                State::Pausing { until } => until <= now,
                _ => false,
            })
            .map(|(name, service)| (name.clone(), service.unit.clone()))
            .collect()
    }

    pub fn started(&mut self, name: &str, pid: i32, now: Duration) {
        if let Some(service) = self.services.get_mut(name) {
            let ready = service.unit.ready == Ready::Started;
            service.state = State::Running {
                pid,
                since: now,
                ready,
            };
            service.was_ready |= ready;
        }
    }

    pub fn failed_to_start(&mut self, name: &str, now: Duration) {
        if let Some(service) = self.services.get_mut(name) {
            service.state = next_state(service, false, now);
        }
    }

    /// The service said that it is ready.
    pub fn notified(&mut self, name: &str) {
        if let Some(service) = self.services.get_mut(name) {
            if let State::Running { ready, .. } = &mut service.state {
                *ready = true;
                service.was_ready = true;
            }
        }
    }

    /// A process ended. Gives its service's name and whether it will be started again.
    pub fn ended(&mut self, pid: i32, success: bool, now: Duration) -> Option<(String, bool)> {
        let (name, service) = self.services.iter_mut().find(
            |(_, service)| matches!(service.state, State::Running { pid: p, .. } if p == pid),
        )?;
        if let State::Running { since, .. } = service.state {
            if now.saturating_sub(since) >= WELL_AFTER {
                service.pause = FIRST_PAUSE;
            }
        }
        service.state = next_state(service, success, now);
        let again = !self.stopping && matches!(service.state, State::Pausing { .. });
        Some((name.clone(), again))
    }

    /// When [`Self::due`] may next have something without anything happening before.
    pub fn next_due(&self) -> Option<Duration> {
        let until = |service: &Service| match service.state {
            State::Pausing { until } => Some(until),
            _ => None,
        };
        self.services.values().filter_map(until).min()
    }

    /// Nothing is started any more.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Whether services end because they are told to.
    pub fn is_stopping(&self) -> bool {
        self.stopping
    }
}

fn next_state(service: &mut Service, success: bool, now: Duration) -> State {
    let again = match service.unit.restart {
        Restart::Always => true,
        Restart::OnFailure => !success,
        Restart::Never => false,
    };
    if !again {
        return State::Ended;
    }
    let until = now + service.pause;
    service.pause = (service.pause * 2).min(LONGEST_PAUSE);
    State::Pausing { until }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::parse;

    fn supervisor(units: &[(&str, &str)]) -> Supervisor {
        let unit = |text: &str| parse(&format!("[service]\ncommand = [\"/x\"]\n{text}")).unwrap();
        Supervisor::new(
            units
                .iter()
                .map(|(n, t)| (n.to_string(), unit(t)))
                .collect(),
        )
    }

    fn names(due: Vec<(String, Unit)>) -> Vec<String> {
        due.into_iter().map(|(name, _)| name).collect()
    }

    const T0: Duration = Duration::ZERO;

    #[test]
    fn a_service_starts_when_what_it_waits_for_is_ready() {
        let mut s = supervisor(&[("a", "ready = \"notify\""), ("b", "after = [\"a\"]")]);
        assert_eq!(names(s.due(T0)), ["a"]);
        s.started("a", 10, T0);
        assert!(s.due(T0).is_empty());
        s.notified("a");
        assert_eq!(names(s.due(T0)), ["b"]);
    }

    #[test]
    fn what_dies_is_started_again_after_a_pause_that_doubles() {
        let mut s = supervisor(&[("a", "")]);
        let mut now = T0;
        for doubling in 0..4 {
            s.started("a", 10, now);
            assert_eq!(s.ended(10, false, now), Some(("a".to_string(), true)));
            assert!(s.due(now).is_empty());
            let pause = FIRST_PAUSE * (1 << doubling);
            assert_eq!(s.next_due(), Some(now + pause));
            now += pause;
            assert_eq!(names(s.due(now)), ["a"]);
        }
    }

    #[test]
    fn restart_on_failure_leaves_a_success_alone() {
        let mut s = supervisor(&[("a", "restart = \"on-failure\"")]);
        s.started("a", 10, T0);
        assert_eq!(s.ended(10, true, T0), Some(("a".to_string(), false)));
        assert!(s.due(WELL_AFTER).is_empty());
    }

    #[test]
    fn an_orphan_is_nobodys_service() {
        assert_eq!(supervisor(&[("a", "")]).ended(99, true, T0), None);
    }
}
