//! Work on many items, several at once.

use std::sync::Mutex;
use std::thread;

/// Runs `work` on every item with its number, `jobs` at once; the results in the items' order.
pub fn each<Item: Sync, T: Send>(
    items: &[Item],
    jobs: usize,
    work: impl Fn(usize, &Item) -> T + Sync,
) -> Vec<T> {
    let waiting = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| loop {
                let next = waiting.lock().unwrap_or_else(|p| p.into_inner()).next();
                let Some((index, item)) = next else { return };
                let result = work(index, item);
                let mut done = done.lock().unwrap_or_else(|p| p.into_inner());
                done.push((index, result));
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|p| p.into_inner());
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for jobs in [0, 1, 4] {
            let results = each(&items, jobs, |index, item| (index, item * 2));
            assert!(results
                .into_iter()
                .eq((0..1000).map(|item| (item, item * 2))));
        }
    }
}
